import DataLoader from 'dataloader'
import type {
  ByReference,
  Call,
  Datasource,
  ListRequest,
  OrderBy,
  PageRequest,
  RecordPage,
  RecordSource,
} from '../datasources/datasource.ts'
import { recordKindKey } from '../datasources/datasource.ts'
import { Reference, type SourceRecord } from '../datasources/source-record.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import { sourceKey, type SystemName } from '../schema/catalog.ts'
import {
  failed,
  outcomeOf,
  ownRequestRefused,
  schemaDrift,
  type Outcome,
  type RecordOutcome,
} from './outcome.ts'

/**
 * One request's way to the datasources: everything asked in the same turn goes out in the fewest calls that the
 * vendor's declared batches allow, and nothing is asked twice. Failures are outcomes, never exceptions.
 */
export interface Loaders {
  record(kind: RecordKind, externalId: string): Promise<RecordOutcome>
  /** All records with this key; the record kind is always the main one. */
  byKey(kind: RecordKind, key: string, value: string): Promise<Outcome<readonly SourceRecord[]>>
  page(
    kind: RecordKind,
    reference: string,
    parentId: string,
    request: EdgeRequest,
  ): Promise<Outcome<RecordPage>>
  list(kind: RecordKind, request: ListRequest): Promise<Outcome<RecordPage>>
  /** Whether any record of the kind was asked for so far. */
  hasAsked(kind: RecordKind): boolean
  /** The declared abilities of a record kind; null when the system or the kind is not configured. */
  sourceOf(kind: RecordKind): RecordSource | null
}

export interface RecordKind {
  system: SystemName
  entity: string
  part: string | null
}

export type EdgeRequest = PageRequest & { orderBy: OrderBy | null }

export function createLoaders(options: {
  datasources: ReadonlyMap<SystemName, Datasource>
  call: Call
  now: () => number
  /** A system answered that it has no record of this id. */
  onGone: (gone: { entity: string; system: SystemName; externalId: string }) => void
}): Loaders {
  const { datasources, call, now, onGone } = options
  const loaders = new Map<string, DataLoader<string, unknown>>()
  const asked = new Set<string>()

  const sourceOf = ({ system, entity, part }: RecordKind): RecordSource | null =>
    datasources.get(system)?.records.get(recordKindKey(entity, part)) ?? null

  /** One DataLoader a look-up; it waits a whole turn, so that all that became known together goes out together. */
  const loader = <Value>(
    name: readonly (string | null)[],
    max: number,
    batch: (keys: readonly string[]) => Promise<readonly Value[]>,
  ): DataLoader<string, Value> => {
    const key = name.join(' ')
    const known = loaders.get(key)
    // Loaders are told apart by name, and a name always stands for one type of value.
    if (known) return known as DataLoader<string, Value>
    const made = new DataLoader<string, Value>(batch, {
      maxBatchSize: max,
      batchScheduleFn: (dispatch) => setImmediate(dispatch),
    })
    loaders.set(key, made)
    return made
  }

  const recordLoader = (kind: RecordKind) => {
    const byId = sourceOf(kind)?.byId
    return loader<RecordOutcome>(
      ['record', kind.system, kind.entity, kind.part],
      byId?.max ?? 1,
      async (ids) => {
        if (!byId) return ids.map(() => failed(unable(kind, 'read single records')))
        const batch = await outcomeOf(() => byId.load(ids, call))
        if (batch.kind === 'failed') {
          const { error } = ownRequestRefused(batch.failure)
          return ids.map(() => failed(error))
        }
        const found = new Map(batch.value.records.map((record) => [record.externalId, record]))
        return ids.map((id): RecordOutcome => {
          const record = found.get(id)
          if (record) return { kind: 'loaded', record, asOf: now() }
          const error = batch.value.failures.get(id)
          if (error) return failed(error)
          // A part says nothing about the existence of the record.
          if (kind.part === null) onGone({ entity: kind.entity, system: kind.system, externalId: id })
          return { kind: 'gone' }
        })
      },
    )
  }

  /** Records that came with a look-up or a page need no call of their own. */
  const remember = (kind: RecordKind, records: readonly SourceRecord[]): void => {
    const known = recordLoader(kind)
    for (const record of records) known.prime(record.externalId, { kind: 'loaded', record, asOf: now() })
  }

  const remembered = async (
    kind: RecordKind,
    load: () => Promise<RecordPage>,
  ): Promise<Outcome<RecordPage>> => {
    const page = await outcomeOf(load)
    if (page.kind === 'value') remember(kind, page.value.records)
    return page
  }

  return {
    sourceOf,
    hasAsked: (kind) => asked.has(kindName(kind)),
    record(kind, externalId) {
      asked.add(kindName(kind))
      return recordLoader(kind).load(externalId)
    },
    byKey(kind, key, value) {
      const byKey = sourceOf(kind)?.byKey.get(key)
      if (!byKey) return Promise.resolve(failed(unable(kind, `look up by ${key}`)))
      const name = ['byKey', kind.system, kind.entity, key]
      return loader<Outcome<readonly SourceRecord[]>>(name, byKey.max, async (values) => {
        const found = await outcomeOf(() => byKey.load(values, call))
        if (found.kind === 'failed') return values.map(() => failed(found.failure.error))
        remember(kind, found.value)
        const groups = Map.groupBy(distinct(found.value), (record) => keyOf(record, key))
        // With a key that drifted a record may be the wanted one: that there is none cannot be said then.
        const isUncertain = found.value.some((record) => record.drifted?.has(key))
        return values.map((wanted) => {
          const same = groups.get(wanted)
          if (!same && isUncertain) return failed(driftOf(kind, key))
          return { kind: 'value', value: same ?? [] }
        })
      }).load(value)
    },
    page(kind, reference, parentId, request) {
      const edge = sourceOf(kind)?.byReference.get(reference)
      if (!edge) return Promise.resolve(failed(unable(kind, `list by ${reference}`)))
      const name = ['page', kind.system, kind.entity, reference, JSON.stringify(request)]
      return loader<Outcome<RecordPage>>(name, Number.POSITIVE_INFINITY, async (parentIds) => {
        const pages = await loadPages(edge, parentIds, request, call)
        return parentIds.map((id) => {
          const page = pages.get(id) ?? failed(unable(kind, `list by ${reference}`))
          if (page.kind === 'failed') return page
          if (page.value.records.some((record) => record.drifted?.has(reference)))
            return failed(driftOf(kind, reference))
          const own = ofParent(page.value, reference, id)
          remember(kind, own.records)
          return { kind: 'value', value: own }
        })
      }).load(parentId)
    },
    list(kind, request) {
      const list = sourceOf(kind)?.list
      if (!list) return Promise.resolve(failed(unable(kind, 'list records')))
      return remembered(kind, () => list.load(request, call))
    },
  }
}

/** Many parents' first pages in as few calls as the vendor's batch allows; what a batch leaves out is asked alone. */
async function loadPages(
  edge: ByReference,
  parentIds: readonly string[],
  request: EdgeRequest,
  call: Call,
): Promise<Map<string, Outcome<RecordPage>>> {
  const pages = new Map<string, Outcome<RecordPage>>()
  const { batch } = edge
  if (batch && parentIds.length > 1 && request.after === null) {
    await Promise.all(
      chunksOf(parentIds, batch.max).map(async (ids) => {
        const loaded = await outcomeOf(() => batch.load(ids, request, call))
        for (const id of ids) {
          const page = loaded.kind === 'failed' ? failed(loaded.failure.error) : loaded.value.get(id)
          if (page) pages.set(id, 'kind' in page ? page : { kind: 'value', value: page })
        }
      }),
    )
  }
  const rest = parentIds.filter((id) => !pages.has(id))
  await Promise.all(
    rest.map(async (id) => pages.set(id, await outcomeOf(() => edge.load(id, request, call)))),
  )
  return pages
}

/** A record that does not say it belongs to the parent is never shown under it, whatever the system answered. */
function ofParent(page: RecordPage, reference: string, parentId: string): RecordPage {
  const own = page.records.map((record) => {
    const parent = record.values[reference]
    return parent instanceof Reference && parent.externalId === parentId
  })
  if (own.every(Boolean)) return page
  return {
    records: page.records.filter((_, index) => own[index]),
    cursors: page.cursors.filter((_, index) => own[index]),
    hasNextPage: page.hasNextPage,
  }
}

function kindName({ system, entity, part }: RecordKind): string {
  return `${entity} ${sourceKey(system, part)}`
}

function keyOf(record: SourceRecord, key: string): unknown {
  return record.matchKeys[key] ?? record.values[key]
}

function distinct(records: readonly SourceRecord[]): SourceRecord[] {
  return [...new Map(records.map((record) => [record.externalId, record])).values()]
}

function chunksOf<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )
}

function driftOf({ system, entity }: RecordKind, field: string): GatewayError {
  return schemaDrift(system, `${entity}.${field}`)
}

function unable({ system, entity }: RecordKind, what: string): GatewayError {
  return new GatewayError('BAD_USER_INPUT', `${system} cannot ${what} of ${entity}.`, { system })
}
