import type { Database } from './database.ts'

/** Where the tables of the queue are, which are not ours: beside our own. */
export function queueSchemaOf({ schema }: Pick<Database, 'schema'>): string {
  return `${schema}_queue`
}
