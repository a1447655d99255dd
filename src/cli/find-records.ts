import type { Call, RecordRead } from '../datasources/call.ts'
import { callOf } from '../datasources/inspection/create-contract-check.ts'
import { recordKindKey, type Datasource, type RecordSource } from '../datasources/datasource.ts'
import type { SourceRecord } from '../datasources/source-record.ts'
import { GatewayError } from '../errors/gateway-error.ts'

/** What a system has of an entity, or why it shows nothing. */
export type Found =
  | { state: 'READ'; system: string; vendor: string; kind: string; read: RecordRead; note: string }
  | { state: 'NONE' | 'FAILED'; system: string; vendor: string; why: string }

/** The records of an entity at one system; each read the one way that any is. */
export interface EntityAt {
  system: string
  datasource: Datasource
  kinds: readonly RecordSource[]
}

/** By a natural or match key; parts, which have none, then by the ids that it gave. */
export async function findByKey(at: EntityAt, key: string, value: string): Promise<Found[]> {
  const source = at.kinds.find(({ byKey }) => byKey.has(key))
  const lookUp = source?.byKey.get(key)
  if (!source || !lookUp) return []
  return collect(at, async (call) => {
    const records = await lookUp.load([value], call)
    const ids = records.filter((record) => isMeant(record, key, value)).map(({ externalId }) => externalId)
    const parts = at.kinds.filter((kind) => kind !== source)
    for (const part of parts) if (ids.length > 0) await part.byId?.load(ids, call)
    return (record) =>
      record?.values[key] !== undefined && !isMeant(record, key, value)
        ? `the system’s search gave it, but its ${key} is another: the gateway leaves it out`
        : ''
  })
}

export async function findById(at: EntityAt, externalId: string): Promise<Found[]> {
  return collect(at, async (call) => {
    for (const kind of at.kinds) await kind.byId?.load([externalId], call)
    return () => ''
  })
}

/** As the engine compares. */
function isMeant(record: SourceRecord, key: string, value: string): boolean {
  const own = record.matchKeys[key] ?? record.values[key]
  return own === value
}

async function collect(
  { system, datasource, kinds }: EntityAt,
  load: (call: Call) => Promise<(record: SourceRecord | null) => string>,
): Promise<Found[]> {
  const { vendor } = datasource
  const reads: RecordRead[] = []
  const call: Call = { ...callOf(), requestId: 'try', onRecord: (read) => void reads.push(read) }
  const toFound = (noteOf: (record: SourceRecord | null) => string) =>
    reads.map((read): Found => {
      const kind = recordKindKey(read.mapping.entity, read.mapping.part)
      return { state: 'READ', system, vendor, kind, read, note: noteOf(read.record) }
    })
  try {
    const noteOf = await load(call)
    if (reads.length > 0) return toFound(noteOf)
    const isAskable = kinds.some(({ byId, byKey }) => byId !== null || byKey.size > 0)
    const why = isAskable ? 'it has no such record' : 'it cannot be asked for one record'
    return [{ state: 'NONE', system, vendor, why }]
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    // What came before it failed, such as a record without an id, is what has to be seen.
    return [...toFound(() => ''), { state: 'FAILED', system, vendor, why: error.message }]
  }
}
