import {
  recordKindKey,
  type Datasource,
  type RecordPage,
  type RecordSource,
} from '../../src/datasources/datasource.ts'
import { Reference, type SourceRecord } from '../../src/datasources/source-record.ts'
import { GatewayError } from '../../src/errors/gateway-error.ts'

/** Records of one kind as they are given to the engine, whatever is in them. */
export interface StoredKind {
  entity: string
  part?: string
  fields: readonly string[]
  /** Reference fields that its records can be listed by. */
  references?: readonly string[]
  records: readonly SourceRecord[]
}

/** A system on the engine's side of the port: its records hold what the test put there, bad values and drift included. */
export function createStoredSystem(
  system: string,
  kinds: readonly StoredKind[],
): { datasource: Datasource; isDown: boolean } {
  const state = { isDown: false }
  const answer = <T>(value: T): Promise<T> =>
    state.isDown
      ? Promise.reject(new GatewayError('UPSTREAM_UNAVAILABLE', `${system} is down.`, { system }))
      : Promise.resolve(value)
  const sources = kinds.map((kind) => sourceOf(kind, answer))
  const datasource: Datasource = {
    vendor: `Stored ${system}`,
    records: new Map(sources.map((source) => [recordKindKey(source.entity, source.part), source])),
    operations: new Map(),
    close: () => Promise.resolve(),
  }
  return Object.assign(state, { datasource })
}

function sourceOf(kind: StoredKind, answer: <T>(value: T) => Promise<T>): RecordSource {
  const { entity, part = null, records, references = [] } = kind
  const page = (all: readonly SourceRecord[], first: number): RecordPage => ({
    records: all.slice(0, first),
    cursors: all.slice(0, first).map((_, index) => String(index + 1)),
    hasNextPage: all.length > first,
  })
  const ofParent = (field: string, parentId: string) =>
    records.filter(({ values }) => {
      const parent = values[field]
      return parent instanceof Reference && parent.externalId === parentId
    })
  const keys = new Set(records.flatMap(({ matchKeys }) => Object.keys(matchKeys)))
  return {
    entity,
    part,
    mapped: new Set(kind.fields),
    unavailable: new Map(),
    byId: {
      max: 100,
      load: (ids) =>
        answer({ records: records.filter((one) => ids.includes(one.externalId)), failures: new Map() }),
    },
    byKey: new Map(
      [...keys].map((key) => [
        key,
        {
          max: 100,
          load: (values) => answer(records.filter((one) => values.includes(one.matchKeys[key] ?? ''))),
        },
      ]),
    ),
    byReference: new Map(
      references.map((field) => [
        field,
        {
          paging: 'STABLE',
          sorts: new Set<string>(),
          load: (parentId, { first }) => answer(page(ofParent(field, parentId), first)),
          batch: {
            max: 100,
            load: (ids, { first }) =>
              answer(new Map(ids.map((id) => [id, page(ofParent(field, id), first)]))),
          },
        },
      ]),
    ),
    list: {
      paging: 'STABLE',
      filters: new Map(),
      sorts: new Set<string>(),
      load: ({ first }) => answer(page(records, first)),
    },
    changedSince: null,
    writing: null,
  }
}
