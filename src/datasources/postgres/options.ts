import { z } from 'zod'
import type { Codec } from '../../codecs/codec.ts'
import { Secret } from '../../secrets/secret.ts'
import type { FieldMapping } from '../mapping.ts'

const name = z
  .string()
  .min(1)
  .max(63)
  .refine((text) => !text.includes('\0'), 'a NUL character is in no name')
const columnType = z.enum(['text', 'integer', 'uuid'])

const fieldMapping = z.custom<FieldMapping | string>(
  (value) => typeof value === 'string' || (typeof value === 'object' && value !== null && 'read' in value),
  'expected a column name, or a mapping such as at(column, codec) or group({...})',
)
const codec = z.custom<Codec<string, string>>(
  (value) => typeof value === 'object' && value !== null && 'decode' in value,
  'expected a codec, such as emailAddress()',
)
const comparison = z.enum(['EQ', 'IN', 'GT', 'GTE', 'LT', 'LTE', 'CONTAINS', 'STARTS_WITH'])

/** A column name alone stands for text, compared as it is. */
const key = z.union([
  name.transform((column) => ({
    column,
    type: 'text' as const,
    codec: undefined,
    compare: 'EXACT' as const,
  })),
  z.object({
    column: name,
    type: columnType.default('text'),
    codec: codec.optional().describe('From what the column holds to the canonical key, e.g. emailAddress().'),
    compare: z
      .enum(['EXACT', 'IGNORE_CASE', 'LAST_DIGITS'])
      .default('EXACT')
      .describe(
        "IGNORE_CASE wants an index on lower(column). LAST_DIGITS finds a phone number in any spelling by its last 7 digits; it wants an index on right(regexp_replace(column, '\\D', '', 'g'), 7).",
      ),
  }),
])

const newRow = {
  reference: name
    .optional()
    .describe(
      'A text column with a unique index, for nothing else: it gets a reference of the gateway, at most 32 characters, so that no row is ever added twice. Without it that is certain only of rows whose id is given.',
    ),
  fields: z
    .array(z.string())
    .default([])
    .describe('Canonical fields that are set with a new row and never after, beside the writable ones.'),
  required: z.array(z.string()).default([]).describe('Canonical fields without which no row is added.'),
}

const query = z
  .strictObject({
    sql: z.string().regex(/^\s*(?:select|with)\b/i, 'expected a query that begins with select'),
  })
  .describe(
    'A query that joins what belongs to a record: its columns are those of a table that is only read.',
  )

export const tableOptions = z
  .strictObject({
    table: z
      .union([name, query])
      .describe('Table or view; or { sql }, a query over several, a list in a record as json_agg(...).'),
    schema: name.default('public').describe('The schema that the table is in.'),
    id: z
      .union([
        name.transform((column) => ({ column, type: 'text' as const })),
        z.strictObject({ column: name, type: columnType }),
      ])
      .describe('The column that identifies a row: unique, never null, never changed. Text unless told.'),
    version: name.optional().describe('A column that changes with the row, such as updated_at.'),
    columns: z
      .record(z.string(), fieldMapping)
      .describe('Canonical field → column name, or a mapping over the columns of the row.'),
    references: z
      .record(
        z.string(),
        z.strictObject({ entity: z.string(), column: name, type: columnType.default('text') }),
      )
      .default({})
      .describe('Edge → the column that holds the key of the other entity in this database.'),
    keys: z
      .record(z.string(), key)
      .default({})
      .describe('Natural and match keys → the column that holds them, for look-ups and matching.'),
    filters: z
      .record(z.string(), z.array(comparison))
      .default({})
      .describe('Canonical field (of one column) → the comparisons that the database may be asked for.'),
    sorts: z.array(z.string()).default([]).describe('Canonical fields (of one column) to sort by.'),
    unavailable: z
      .record(z.string(), z.string())
      .default({})
      .describe('Canonical fields that the database does not have → why.'),
    writable: z
      .array(z.string())
      .default([])
      .describe('Canonical fields of this table that the gateway may set. None unless told: it only reads.'),
    touch: name
      .optional()
      .describe(
        'A column of time that the gateway sets to now() with each change, where no trigger does. Without either, a `version` that stays the same hides changes.',
      ),
    create: z
      .union([z.literal(true).transform(() => ({})), z.strictObject(newRow)])
      .transform((given) => ({ fields: [], required: [], ...given }))
      .optional()
      .describe('Rows can be added, and those just added taken back. Not unless told.'),
  })
  .refine(({ table, writable, create }) => typeof table === 'string' || (writable.length === 0 && !create), {
    path: ['writable'],
    message: 'a query is only read: name a table to write to',
  })

export const postgresOptions = z
  .strictObject({
    url: z
      .instanceof(Secret)
      .optional()
      .describe('postgres://user:password@host:5432/database?sslmode=verify-full'),
    embedded: z
      .literal(true)
      .optional()
      .describe("Use the gateway's own embedded database: the sandbox does."),
    tables: z.record(z.string(), tableOptions).describe('Entity → the table that holds its records.'),
    maxConnections: z
      .int()
      .min(1)
      .default(10)
      .describe('Most statements at once; so many connections for reading, and as many for changes, if any.'),
    timeoutMs: z.int().min(1).default(5_000).describe('For connecting, and for each statement.'),
  })
  .refine(({ url, embedded }) => (url === undefined) !== (embedded === undefined), {
    message: 'give either url or embedded: true',
  })

export type TableOptions = z.output<typeof tableOptions>
export type PostgresOptions = z.output<typeof postgresOptions>
