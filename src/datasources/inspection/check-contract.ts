import { GatewayError } from '../../errors/gateway-error.ts'
import type { Call, Datasource, RecordSource } from '../datasource.ts'
import { UpstreamError, type FailureClass } from '../failures.ts'
import { Reference, type DriftProblem, type SourceRecord } from '../source-record.ts'

/** What one small read says of a record kind at one system. */
export interface ContractReport {
  system: string
  vendor: string
  /** `Customer`, `InventoryItem/stock`. */
  kind: string
  /** READ, why it could not be read, or UNASKED: no read is possible without knowing an id. */
  outcome: 'READ' | 'UNASKED' | GatewayError['code']
  /** What kind of failure it was at the system; null for none, or none of the system's. */
  failure: FailureClass | null
  /** Records that were looked at. */
  sampled: number
  drifts: readonly ContractDrift[]
  /** Fields that no record of the sample had: a hint, for many a field is rarely filled. */
  neverSeen: readonly string[]
  durationMs: number
}

export interface ContractDrift {
  entity: string
  field: string
  path: string
  problem: DriftProblem
  /** In how many records of the sample. */
  count: number
}

/** Few, so that the check costs an upstream nothing. */
const sampleSize = 5

/**
 * Reads a few records of each kind and looks at how they come. Kinds that cannot be listed are read by ids that the others
 * have named. Reads only; drift is also told of as any read tells of it.
 */
export async function checkContract(
  system: string,
  datasource: Datasource,
  call: Call,
): Promise<readonly ContractReport[]> {
  const reports = new Map<string, ContractReport>()
  const idsOf = new Map<string, Set<string>>()
  const read = async (kind: string, source: RecordSource, load: SampleLoad): Promise<boolean> => {
    const startedAt = performance.now()
    const sample = await sampleOf(load)
    if (sample === null) return false
    const { outcome, failure, records } = sample
    for (const [entity, id] of recordNames(source.entity, records)) addTo(idsOf, entity, id)
    const durationMs = performance.now() - startedAt
    const seen = { outcome, failure, sampled: records.length, durationMs, ...compare(source, records) }
    reports.set(kind, { system, vendor: datasource.vendor, kind, ...seen })
    return true
  }

  const kinds = [...datasource.records]
  await Promise.all(kinds.map(async ([kind, source]) => read(kind, source, listOf(source, call))))
  await Promise.all(
    kinds.map(async ([kind, source]) => {
      if (reports.has(kind)) return
      const ids = [...(idsOf.get(source.entity) ?? [])].slice(0, sampleSize)
      const wasRead = await read(kind, source, byIdOf(source, ids, call))
      if (!wasRead) reports.set(kind, unasked(system, datasource.vendor, kind))
    }),
  )
  return kinds.flatMap(([kind]) => reports.get(kind) ?? [])
}

/** Whether somebody has to do something about it. */
export function isBroken({ outcome, drifts }: ContractReport): boolean {
  return (outcome !== 'READ' && outcome !== 'UNASKED') || drifts.length > 0
}

/** What has to be done, a line each; none when all is as agreed. */
export function describeFindings(report: ContractReport): string[] {
  const { system, vendor, kind, outcome, sampled, drifts } = report
  const unread = isBroken({ ...report, drifts: [] })
    ? [`${system} (${vendor}): ${kind} cannot be read: ${outcome}`]
    : []
  const drifted = drifts.map(({ entity, field, path, problem, count }) => {
    const what = problem === 'MISSING' ? 'missing' : 'of another type'
    const where = `${system}.${path} → ${entity}.${field}`
    return `${where}: ${what} in ${count} of ${sampled} records; map it anew or declare it unavailable`
  })
  return [...unread, ...drifted]
}

type Sample = Pick<ContractReport, 'outcome' | 'failure'> & { records: readonly SourceRecord[] }

/** Null: it cannot be asked without knowing more. */
type SampleLoad = (() => Promise<readonly SourceRecord[]>) | null

function listOf({ list }: RecordSource, call: Call): SampleLoad {
  const request = { first: sampleSize, after: null, filter: [], orderBy: null }
  return list && (async () => (await list.load(request, call)).records)
}

function byIdOf({ byId }: RecordSource, ids: readonly string[], call: Call): SampleLoad {
  if (!byId || ids.length === 0) return null
  return async () => (await byId.load(ids.slice(0, byId.max), call)).records
}

async function sampleOf(load: SampleLoad): Promise<Sample | null> {
  if (load === null) return null
  try {
    return { outcome: 'READ', failure: null, records: await load() }
  } catch (error) {
    const code = error instanceof GatewayError ? error.code : 'INTERNAL'
    const failure = error instanceof UpstreamError ? error.failure : null
    if (code !== 'BAD_USER_INPUT') return { outcome: code, failure, records: [] }
    // Refused by the upstream, what was asked has changed; refused here, it needs input (a filter).
    return failure && { outcome: 'UPSTREAM_SCHEMA_DRIFT', failure, records: [] }
  }
}

function compare(
  { entity, mapped }: RecordSource,
  records: readonly SourceRecord[],
): Pick<ContractReport, 'drifts' | 'neverSeen'> {
  const drifts = new Map<string, ContractDrift>()
  for (const { drifted = [] } of records)
    for (const [field, { path, problem }] of drifted) {
      const key = `${field} ${problem}`
      const count = (drifts.get(key)?.count ?? 0) + 1
      drifts.set(key, { entity, field, path, problem, count })
    }
  const isEmpty = (value: unknown) => value === null || (Array.isArray(value) && value.length === 0)
  const neverSeen = [...mapped].filter((field) => records.every(({ values }) => isEmpty(values[field])))
  return { drifts: [...drifts.values()], neverSeen: records.length > 0 ? neverSeen : [] }
}

function unasked(system: string, vendor: string, kind: string): ContractReport {
  const nothing = { failure: null, sampled: 0, drifts: [], neverSeen: [], durationMs: 0 }
  return { system, vendor, kind, outcome: 'UNASKED', ...nothing }
}

/** The records themselves, and those of other kinds that they refer to. */
function recordNames(entity: string, records: readonly SourceRecord[]): [entity: string, id: string][] {
  return records.flatMap(({ externalId, values }) => [[entity, externalId], ...referencesIn(values)])
}

function referencesIn(value: unknown): [entity: string, id: string][] {
  if (value instanceof Reference) return [[value.entity, value.externalId]]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(referencesIn) : []
}

function addTo(sets: Map<string, Set<string>>, name: string, item: string): void {
  const set = sets.get(name) ?? new Set()
  sets.set(name, set.add(item))
}
