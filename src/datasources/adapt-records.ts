import { adaptChanges } from './adapt-changes.ts'
import { adaptWriting } from './adapt-writing.ts'
import type { ById, ByKey, ByReference, Call, RecordPage, RecordSource } from './datasource.ts'
import type { RawBatch, RecordCalls, ReferenceCalls } from './vendor-calls.ts'
import type { UpstreamName } from '../observability/upstream-event.ts'
import { upstreamError } from './failures.ts'
import { namePageFailures } from './page-failure.ts'
import type { RawPage } from './paging.ts'
import { readRecord } from './read-record.ts'
import type { DriftReport } from './report-drift.ts'
import { Reference, type SourceRecord } from './source-record.ts'

/** Turns a vendor's calls over raw records into the engine's look-ups over canonical source records. */
export function adaptRecords(
  upstream: UpstreamName,
  calls: RecordCalls,
  reportDrift: DriftReport,
  now: () => number,
): RecordSource {
  const { mapping, byId, byKey = {}, byReference = {}, list, changedSince } = calls
  const readAll = (raws: readonly unknown[], { onRecord }: Call) =>
    raws.map((raw) => readRecord(upstream, mapping, raw, reportDrift, onRecord))
  const readPage = (page: RawPage, call: Call): RecordPage => ({
    ...page,
    records: readAll(page.records, call),
  })
  const readPageOf = (page: Promise<RawPage>, call: Call) =>
    namePageFailures(upstream, page).then((named) => readPage(named, call))

  return {
    entity: mapping.entity,
    part: mapping.part,
    mapped: new Set(Object.keys(mapping.fields)),
    unavailable: new Map(Object.entries(mapping.unavailable)),
    byId: byId ? adaptById(byId, calls.idPattern, readAll) : null,
    byKey: mapEntries(byKey, ({ max, load }): ByKey => ({
      max,
      load: async (values, call) => readAll(await load(values, call), call),
    })),
    byReference: mapEntries(byReference, (edge, field) =>
      adaptByReference(upstream, edge, field, { readPage, readPageOf }),
    ),
    list: list
      ? {
          paging: list.paging,
          filters: mapEntries(list.filters, (comparisons) => new Set(comparisons)),
          sorts: new Set(list.sorts),
          load: (request, call) => readPageOf(list.load(request, call), call),
        }
      : null,
    changedSince: changedSince ? adaptChanges(changedSince, { upstream, now, readAll }) : null,
    writing: calls.writing ? adaptWriting(upstream, calls, calls.writing, reportDrift) : null,
  }
}

/** Of a batch in which no single id failed, as in most. */
const noFailures: NonNullable<RawBatch['failures']> = new Map()

function adaptById(
  byId: NonNullable<RecordCalls['byId']>,
  idPattern: RegExp,
  readAll: (raws: readonly unknown[], call: Call) => SourceRecord[],
): ById {
  return {
    max: byId.max,
    async load(ids, call) {
      const possible = ids.filter((id) => idPattern.test(id))
      if (possible.length === 0) return { records: [], failures: noFailures }
      const batch: RawBatch = await byId.load(possible, call)
      return { records: readAll(batch.records, call), failures: batch.failures ?? noFailures }
    },
  }
}

function adaptByReference(
  upstream: UpstreamName,
  edge: ReferenceCalls,
  field: string,
  pages: {
    readPage(page: RawPage, call: Call): RecordPage
    readPageOf(page: Promise<RawPage>, call: Call): Promise<RecordPage>
  },
): ByReference {
  const { batch } = edge
  return {
    paging: edge.paging,
    sorts: new Set(edge.sorts ?? []),
    load: (parentId, page, call) => pages.readPageOf(edge.load(parentId, page, call), call),
    batch: batch
      ? {
          max: batch.max,
          async load(parentIds, page, call) {
            const { records, complete } = await batch.load(parentIds, page, call)
            const read = pages.readPage({ records, cursors: [], hasNextPage: false }, call).records
            // Nobody can say whose they are, and nobody has none because of it.
            if (read.some((record) => record.drifted?.has(field)))
              throw upstreamError(upstream, 'SCHEMA_DRIFT')
            return pagesByParent({ parentIds, field, first: page.first, complete }, read, (index, place) =>
              batch.cursorOf(records[index], place),
            )
          },
        }
      : null,
  }
}

/** Cuts one flat reply into a first page a parent; parents whose page is not certain are left out. */
function pagesByParent(
  wanted: { parentIds: readonly string[]; field: string; first: number; complete: boolean },
  records: readonly SourceRecord[],
  cursorOf: (index: number, placeInPage: number) => string,
): Map<string, RecordPage> {
  const pages = new Map<string, { records: SourceRecord[]; cursors: string[]; hasNextPage: boolean }>()
  for (const id of wanted.parentIds) pages.set(id, { records: [], cursors: [], hasNextPage: false })
  records.forEach((record, index) => {
    const parent = record.values[wanted.field]
    const page = parent instanceof Reference ? pages.get(parent.externalId) : undefined
    if (!page) return
    if (page.records.length === wanted.first) {
      page.hasNextPage = true
      return
    }
    page.cursors.push(cursorOf(index, page.records.length))
    page.records.push(record)
  })
  if (!wanted.complete) for (const [id, { hasNextPage }] of pages) if (!hasNextPage) pages.delete(id)
  return pages
}

function mapEntries<In, Out>(
  object: Readonly<Record<string, In>>,
  change: (value: In, key: string) => Out,
): ReadonlyMap<string, Out> {
  return new Map(Object.entries(object).map(([key, value]) => [key, change(value, key)]))
}
