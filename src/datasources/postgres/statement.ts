/** A statement under construction: every value is a parameter, every name is quoted, so that no text becomes SQL. */
export interface Statement {
  readonly parameters: readonly unknown[]
  /** Adds a value; gives what stands for it in the SQL. */
  bind(value: unknown, cast?: string): string
}

export function createStatement(): Statement {
  const parameters: unknown[] = []
  return {
    parameters,
    bind(value, cast) {
      parameters.push(value)
      return cast === undefined ? `$${parameters.length}` : `$${parameters.length}::${cast}`
    },
  }
}

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
