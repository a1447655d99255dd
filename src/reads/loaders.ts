import type { RecordKind } from '../cache/cache-policy.ts'
import { createPassThrough } from '../cache/pass-through.ts'
import type { Age, Answer } from '../cache/read-request.ts'
import type {
  HeldOutcome,
  HeldPage,
  LoadedRecord,
  PagePlace,
  Reading,
  SourceCache,
} from '../cache/source-cache.ts'
import type { Call, Datasource, ListRequest, RecordSource } from '../datasources/datasource.ts'
import { recordKindKey } from '../datasources/datasource.ts'
import type { SourceRecord } from '../datasources/source-record.ts'
import { sourceKey, type SystemName } from '../schema/catalog.ts'
import { askKeys, askPages, askRecords, unable, type EdgeRequest } from './ask-system.ts'
import { createBatchLoader, type LoadMany } from './batch-loader.ts'
import { heldFirst, only, type Loaded } from './held-first.ts'
import { failed, outcomeOf, type Outcome, type RecordOutcome } from './outcome.ts'

export type { Age } from '../cache/read-request.ts'
export type { RecordKind } from '../cache/cache-policy.ts'
export type { HeldPage } from '../cache/source-cache.ts'

/**
 * One request's way to the datasources: what the cache holds is there at once; everything else that is asked in the same
 * turn goes out in the fewest calls that the vendor's declared batches allow, and nothing is asked twice. Failures are
 * outcomes, never exceptions. FRESH is what permissions and links are decided by, and all of a call that is so.
 */
export interface Loaders {
  record(kind: RecordKind, externalId: string, age?: Age): RecordOutcome | Promise<RecordOutcome>
  /** Many records of one kind, in the order of their ids. */
  records(kind: RecordKind, externalIds: readonly string[], age?: Age): Loaded<RecordOutcome>
  /** All records with this key; the record kind is always the main one. */
  byKey(kind: RecordKind, key: string, value: string, age?: Age): Promise<Outcome<readonly SourceRecord[]>>
  /** First pages, or those after a cursor, of many parents, in the order of these. */
  pages(
    kind: RecordKind,
    reference: string,
    request: EdgeRequest,
    parentIds: readonly string[],
    age?: Age,
  ): Loaded<Outcome<HeldPage>>
  /** Never from the cache: which records a list has changes with any of them. */
  list(kind: RecordKind, request: ListRequest): Promise<Outcome<HeldPage>>
  /** Whether any record of the kind was asked for so far. */
  hasAsked(kind: RecordKind): boolean
  /** The declared abilities of a record kind; null when the system or the kind is not configured. */
  sourceOf(kind: RecordKind): RecordSource | null
}

interface ReadRecords {
  isAsked: boolean
  byId: Map<string, LoadedRecord>
  /** Not in it yet. */
  others: (readonly LoadedRecord[])[]
}

/** What is read anew while something older is shown has this long. */
const refreshMs = 10_000

export function createLoaders(options: {
  datasources: ReadonlyMap<SystemName, Datasource>
  /** Null: nothing is kept. */
  cache: SourceCache | null
  call: Call
  now: () => number
  /** A system answered that it has no record of this id. */
  onGone: (gone: { entity: string; system: SystemName; externalId: string }) => void
}): Loaders {
  const { datasources, cache, call, now, onGone } = options
  const begunAt = now()
  const loaders = new Map<string, LoadMany<object>>()
  /** What this request has read, by kind and id: it is not read by it again, however it is wanted. */
  const read = new Map<string, ReadRecords>()

  const sourceOf = ({ system, entity, part }: RecordKind): RecordSource | null =>
    datasources.get(system)?.records.get(recordKindKey(entity, part)) ?? null
  const passing = createPassThrough(now)
  const isKept = (kind: RecordKind): boolean => cache?.keeps(kind) ?? false
  const readsOf = (kind: RecordKind) => (cache?.keeps(kind) ? cache : passing)
  /** Where nothing is kept, all is fresh. */
  const ageOf = (kind: RecordKind, age: Age): Age => (call.isFresh || !isKept(kind) ? 'FRESH' : age)

  const loader = <Value extends object>(
    name: readonly (string | null)[],
    max: number,
    ask: (keys: readonly string[]) => Promise<readonly Value[]>,
  ): LoadMany<Value> => {
    const key = name.join(' ')
    const known = loaders.get(key)
    // Loaders are told apart by name, and a name always stands for one type of value.
    if (known) return known as LoadMany<Value>
    const made = createBatchLoader(max, ask)
    loaders.set(key, made)
    return made
  }
  const readingOf = <Value>(age: Age | 'REFRESH', ask: Reading<Value>['ask']): Reading<Value> => {
    if (age !== 'REFRESH') return { age, call, ask }
    const { requestId } = call
    const deadlineAt = performance.now() + refreshMs
    return { age: 'POLICY', call: { requestId, deadlineAt, signal: AbortSignal.timeout(refreshMs) }, ask }
  }

  const recordLoader = (kind: RecordKind, age: Age | 'REFRESH') => {
    const source = sourceOf(kind)
    const name = ['record', kind.system, kind.entity, kind.part, age]
    return loader<RecordOutcome>(name, source?.byId?.max ?? 1, async (ids) => {
      const reading = readingOf<SourceRecord | null>(age, async (wanted, shared) => {
        const found = await askRecords(kind, source, wanted, shared)
        for (const [index, one] of found.entries())
          // A part says nothing about the existence of the record.
          if (one.kind === 'value' && one.value === null && kind.part === null)
            onGone({ entity: kind.entity, system: kind.system, externalId: wanted[index] ?? '' })
        return found
      })
      const outcomes = (await readsOf(kind).records(kind, ids, reading)).map(toOutcome)
      remember(
        kind,
        outcomes.filter((outcome) => outcome.kind === 'loaded'),
      )
      return outcomes
    })
  }
  const readOf = (kind: RecordKind): ReadRecords => {
    const name = kindName(kind)
    let known = read.get(name)
    if (!known) read.set(name, (known = { isAsked: false, byId: new Map(), others: [] }))
    return known
  }
  const isFresh = ({ asOf, isStale }: LoadedRecord): boolean => asOf >= begunAt && !isStale
  /** Also records that came with a look-up or a page: they need no call of their own. */
  const remember = (kind: RecordKind, held: readonly LoadedRecord[]): void => {
    if (held.length > 0) readOf(kind).others.push(held)
  }
  /** Mostly nobody asks by id for what came with a page, so that it is put in order when somebody does. */
  const readById = ({ byId, others }: ReadRecords): ReadonlyMap<string, LoadedRecord> => {
    for (const one of others.splice(0).flat()) {
      const before = byId.get(one.record.externalId)
      if (!before || (isFresh(one) && !isFresh(before))) byId.set(one.record.externalId, one)
    }
    return byId
  }

  const pageLoader = (place: PagePlace, request: EdgeRequest, age: Age | 'REFRESH') => {
    const { kind, reference } = place
    const edge = sourceOf(kind)?.byReference.get(reference)
    const name = ['page', kind.system, kind.entity, reference, place.request, age]
    return loader<Outcome<HeldPage>>(name, Number.POSITIVE_INFINITY, async (parentIds) => {
      if (!edge) return parentIds.map(() => failed(unable(kind, `list by ${reference}`)))
      const ask = readingOf(age, (ids, shared) =>
        askPages(kind, { name: reference, edge }, ids, request, shared),
      )
      return (await readsOf(kind).pages(place, parentIds, ask)).map((page) => {
        if (page.kind === 'failed') return failed(page.error)
        const held = page.isStale ? { ...page.value, held: page.value.held.map(asStale) } : page.value
        remember(kind, held.held)
        return { kind: 'value', value: held }
      })
    })
  }

  const records: Loaders['records'] = (kind, externalIds, wanted = 'POLICY') => {
    const age = ageOf(kind, wanted)
    const own = readOf(kind)
    const known = readById(own)
    if (externalIds.length > 0) own.isAsked = true
    const held =
      age === 'POLICY'
        ? cache?.heldRecords(kind, (externalId) => void recordLoader(kind, 'REFRESH')([externalId]))
        : undefined
    return heldFirst(
      externalIds,
      (externalId) => {
        const before = known.get(externalId)
        if (before && (age === 'POLICY' || isFresh(before))) return before
        return held?.(externalId) ?? null
      },
      (missing) => recordLoader(kind, age)(missing),
    )
  }
  const pages: Loaders['pages'] = (kind, reference, request, parentIds, wanted = 'POLICY') => {
    const age = ageOf(kind, wanted)
    const place = { kind, reference, request: JSON.stringify(request) }
    const held =
      age === 'POLICY'
        ? cache?.heldPages(place, (parentId) => void pageLoader(place, request, 'REFRESH')([parentId]))
        : undefined
    return heldFirst(
      parentIds,
      (parentId): Outcome<HeldPage> | null => {
        const page = held?.(parentId)
        return page ? { kind: 'value', value: page } : null
      },
      (missing) => pageLoader(place, request, age)(missing),
    )
  }

  return {
    sourceOf,
    hasAsked: (kind) => readOf(kind).isAsked,
    record(kind, externalId, age) {
      const outcomes = records(kind, [externalId], age)
      return outcomes instanceof Promise ? outcomes.then(only) : only(outcomes)
    },
    records,
    pages,
    byKey(kind, key, value, wanted = 'POLICY') {
      const byKey = sourceOf(kind)?.byKey.get(key)
      if (!byKey) return Promise.resolve(failed(unable(kind, `look up by ${key}`)))
      const age = ageOf(kind, wanted)
      const name = ['byKey', kind.system, kind.entity, key, age]
      return loader<Outcome<readonly SourceRecord[]>>(name, byKey.max, async (values) => {
        const ask = readingOf(age, (some, shared) => askKeys(kind, sourceOf(kind), key, some, shared))
        return (await readsOf(kind).lookUps(kind, key, values, ask)).map((answer) => {
          if (answer.kind === 'failed') return failed(answer.error)
          remember(kind, answer.value)
          return { kind: 'value', value: answer.value.map(({ record }) => record) }
        })
      })([value]).then(only)
    },
    async list(kind, request) {
      const list = sourceOf(kind)?.list
      if (!list) return failed(unable(kind, 'list records'))
      const asOf = now()
      const keeping = cache?.begin(kind)
      const page = await outcomeOf(() => list.load(request, call))
      if (page.kind === 'failed') return page
      const { records, cursors, hasNextPage } = page.value
      keeping?.keep(records)
      const held = records.map((record): LoadedRecord => ({ kind: 'loaded', record, asOf }))
      remember(kind, held)
      return { kind: 'value', value: { held, cursors, hasNextPage } }
    },
  }
}

function toOutcome(answer: Answer<HeldOutcome>): RecordOutcome {
  if (answer.kind === 'failed') return failed(answer.error)
  const { value, isStale } = answer
  return isStale && value.kind === 'loaded' ? asStale(value) : value
}

function asStale(held: LoadedRecord): LoadedRecord {
  return { ...held, isStale: true }
}

function kindName({ system, entity, part }: RecordKind): string {
  return `${entity} ${sourceKey(system, part)}`
}
