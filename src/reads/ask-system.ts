import type { RecordKind } from '../cache/cache-policy.ts'
import type { Asked } from '../cache/read-request.ts'
import type {
  ByReference,
  Call,
  OrderBy,
  PageRequest,
  RecordPage,
  RecordSource,
} from '../datasources/datasource.ts'
import { Reference, type SourceRecord } from '../datasources/source-record.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import { outcomeOf, ownRequestRefused, schemaDrift } from './outcome.ts'

export type EdgeRequest = PageRequest & { orderBy: OrderBy | null }

/** Null: the system has no such record. @throws for all of them */
export async function askRecords(
  kind: RecordKind,
  source: RecordSource | null,
  ids: readonly string[],
  call: Call,
): Promise<readonly Asked<SourceRecord | null>[]> {
  const byId = source?.byId
  if (!byId) throw unable(kind, 'read single records')
  const batch = await outcomeOf(() => byId.load(ids, call))
  if (batch.kind === 'failed') throw ownRequestRefused(batch.failure).error
  const found = new Map(batch.value.records.map((record) => [record.externalId, record]))
  return ids.map((id) => {
    const record = found.get(id)
    if (record) return { kind: 'value', value: record }
    const error = batch.value.failures.get(id)
    return error ? { kind: 'failed', error } : { kind: 'value', value: null }
  })
}

/** All records with each of the keys. @throws for all of them */
export async function askKeys(
  kind: RecordKind,
  source: RecordSource | null,
  key: string,
  values: readonly string[],
  call: Call,
): Promise<readonly Asked<readonly SourceRecord[]>[]> {
  const found = (await source?.byKey.get(key)?.load(values, call)) ?? []
  const groups = Map.groupBy(distinct(found), (record) => keyOf(record, key))
  // With a key that drifted a record may be the wanted one: that there is none cannot be said then.
  const isUncertain = found.some((record) => record.drifted?.has(key))
  return values.map((wanted) => {
    const same = groups.get(wanted)
    if (!same && isUncertain) return { kind: 'failed', error: driftOf(kind, key) }
    return { kind: 'value', value: same ?? [] }
  })
}

/** Many parents' pages in as few calls as the vendor's batch allows; what a batch leaves out is asked alone. */
export async function askPages(
  kind: RecordKind,
  { name, edge }: { name: string; edge: ByReference },
  parentIds: readonly string[],
  request: EdgeRequest,
  call: Call,
): Promise<readonly Asked<RecordPage>[]> {
  const pages = new Map<string, Asked<RecordPage>>()
  const { batch } = edge
  if (batch && parentIds.length > 1 && request.after === null) {
    await Promise.all(
      chunksOf(parentIds, batch.max).map(async (ids) => {
        const loaded = await asked(() => batch.load(ids, request, call))
        for (const id of ids) {
          const page = loaded.kind === 'failed' ? null : loaded.value.get(id)
          if (loaded.kind === 'failed') pages.set(id, loaded)
          else if (page) pages.set(id, { kind: 'value', value: page })
        }
      }),
    )
  }
  const rest = parentIds.filter((id) => !pages.has(id))
  await Promise.all(rest.map(async (id) => pages.set(id, await asked(() => edge.load(id, request, call)))))
  return parentIds.map((id) => {
    const page = pages.get(id) ?? { kind: 'failed', error: unable(kind, `list by ${name}`) }
    if (page.kind === 'failed') return page
    if (page.value.records.some((record) => record.drifted?.has(name)))
      return { kind: 'failed', error: driftOf(kind, name) }
    return { kind: 'value', value: ofParent(page.value, name, id) }
  })
}

export function unable({ system, entity }: RecordKind, what: string): GatewayError {
  return new GatewayError('BAD_USER_INPUT', `${system} cannot ${what} of ${entity}.`, { system })
}

async function asked<Value>(load: () => Promise<Value>): Promise<Asked<Value>> {
  try {
    return { kind: 'value', value: await load() }
  } catch (error) {
    return { kind: 'failed', error }
  }
}

/** A record that does not say it belongs to the parent is never shown under it, whatever the system answered. */
function ofParent(page: RecordPage, reference: string, parentId: string): RecordPage {
  const isOwn = ({ values }: SourceRecord): boolean => {
    const parent = values[reference]
    return parent instanceof Reference && parent.externalId === parentId
  }
  if (page.records.every(isOwn)) return page
  const own = page.records.map(isOwn)
  return {
    records: page.records.filter((_, index) => own[index]),
    cursors: page.cursors.filter((_, index) => own[index]),
    hasNextPage: page.hasNextPage,
  }
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
