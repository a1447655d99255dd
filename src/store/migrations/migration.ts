/** One step of the schema. Once released it never changes: a later step changes what it made. */
export interface Migration {
  /** Number and subject: `0001-crosswalk`. */
  name: string
  /** Run in one transaction, with our schema first in the search path. */
  statements: readonly string[]
}
