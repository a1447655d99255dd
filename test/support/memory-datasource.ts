import { z } from 'zod'
import type { Datasource } from '../../src/datasources/datasource.ts'
import { defineDatasource } from '../../src/datasources/define-datasource.ts'
import { at, defineMapping, reference, type FieldMapping } from '../../src/datasources/mapping.ts'
import { offsetOf, offsetPage } from '../../src/datasources/paging.ts'
import type { RecordCalls } from '../../src/datasources/vendor-calls.ts'
import type { FailureClass } from '../../src/datasources/failures.ts'

type Row = Readonly<Record<string, unknown>> & { id: string }

export interface MemoryKind {
  entity: string
  part?: string
  rows: Row[]
  /** Plain fields: canonical field = row key. */
  fields: readonly string[]
  /** Mappings that are more than a path. */
  mapped?: Readonly<Record<string, FieldMapping>>
  /** Reference field → entity it refers to. */
  references?: Readonly<Record<string, string>>
  keys?: readonly string[]
  /** Ids a call. */
  max?: number
  /** Parents a call; absent: one at a time. */
  parentsPerCall?: number
}

export interface MemorySystem {
  datasource: Datasource
  /** One line a call, e.g. `Customer byId 1,2`. */
  calls: string[]
  /** Every call fails like this while set. */
  failWith: FailureClass | null
  /** Deletes a row. */
  remove(id: string): void
  close(): Promise<void>
}

/** A system in memory on the public port: what it was asked is on record, and it fails on request. */
export function createMemorySystem(system: string, kinds: readonly MemoryKind[]): MemorySystem {
  const calls: string[] = []
  const state: { failWith: FailureClass | null } = { failWith: null }
  const define = defineDatasource({
    vendor: `Memory ${system}`,
    options: z.object({}),
    open: (_options, tools) => {
      const answer = (call: string): void => {
        calls.push(call)
        if (state.failWith) throw tools.failure(state.failWith)
      }
      return { records: kinds.map((kind) => recordCalls(kind, answer)) }
    },
  })
  const context = {
    system,
    now: () => 0,
    onEvent: () => undefined,
    warn: () => undefined,
    embeddedDatabase: null,
  }
  const datasource = define({}).open(context)
  return {
    datasource,
    calls,
    get failWith() {
      return state.failWith
    },
    set failWith(failure) {
      state.failWith = failure
    },
    remove(id) {
      for (const { rows } of kinds) {
        const index = rows.findIndex((row) => row.id === id)
        if (index >= 0) rows.splice(index, 1)
      }
    },
    close: () => datasource.close(),
  }
}

function recordCalls(kind: MemoryKind, answer: (call: string) => void): RecordCalls {
  const { entity, part, rows, keys = [], references = {}, max = 100 } = kind
  const name = part ? `${entity}/${part}` : entity
  const mapping = defineMapping({
    entity,
    ...(part && { part }),
    id: 'id',
    version: 'version',
    fields: {
      ...Object.fromEntries(kind.fields.map((field) => [field, field])),
      ...Object.fromEntries(Object.entries(references).map(([field, to]) => [field, reference(to, field)])),
      ...kind.mapped,
    },
    matchKeys: Object.fromEntries(keys.map((key) => [key, at(key)])),
  })
  const page = (all: readonly Row[], first: number, after: string | null) => {
    const start = offsetOf(after)
    const records = all.slice(start, start + first)
    return Promise.resolve(offsetPage(after, records, all.length > start + first))
  }
  return {
    mapping,
    idPattern: /^[\w-]{1,40}$/,
    byId: {
      max,
      async load(ids) {
        answer(`${name} byId ${ids.join(',')}`)
        // Backwards, so that nobody relies on the order.
        return Promise.resolve({ records: rows.filter((row) => ids.includes(row.id)).toReversed() })
      },
    },
    byKey: Object.fromEntries(
      keys.map((key) => [
        key,
        {
          max,
          load(values: readonly string[]) {
            answer(`${name} by ${key} ${values.join(',')}`)
            return Promise.resolve(rows.filter((row) => values.includes(String(row[key]))))
          },
        },
      ]),
    ),
    byReference: Object.fromEntries(
      Object.keys(references).map((field) => [
        field,
        {
          paging: 'SHIFTING' as const,
          load(parentId: string, { first, after }: { first: number; after: string | null }) {
            answer(`${name} of ${field} ${parentId}`)
            return page(
              rows.filter((row) => row[field] === parentId),
              first,
              after,
            )
          },
          ...(kind.parentsPerCall !== undefined && {
            batch: {
              max: kind.parentsPerCall,
              load(parentIds: readonly string[]) {
                answer(`${name} of ${field} ${parentIds.join(',')}`)
                const records = rows.filter((row) => parentIds.includes(String(row[field])))
                return Promise.resolve({ records, complete: true })
              },
              cursorOf: (_raw: unknown, index: number) => String(index + 1),
            },
          }),
        },
      ]),
    ),
    list: {
      paging: 'SHIFTING',
      filters: Object.fromEntries(kind.fields.map((field) => [field, ['EQ', 'IN', 'GTE'] as const])),
      sorts: kind.fields,
      load({ first, after, filter }) {
        answer(
          `${name} list ${filter.map((one) => `${one.field} ${one.comparison} ${String(one.value)}`).join('; ')}`,
        )
        const matching = rows.filter((row) =>
          filter.every((one) => one.comparison !== 'EQ' || row[one.field] === one.value),
        )
        return page(matching, first, after)
      },
    },
  }
}
