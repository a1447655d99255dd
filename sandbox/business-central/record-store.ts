import { hash } from 'node:crypto'
import type { BcRecord } from './entity-sets.ts'

export interface RecordStore {
  records: Record<string, Map<string, BcRecord>>
  find(setName: string, id: string): BcRecord | null
  all(setName: string): Iterable<BcRecord>
  /** Those whose field has this value; by index for ids and for the lines of an order. */
  related(setName: string, field: string, value: string | number | boolean): BcRecord[]
  /** Inserts or replaces, with a new etag and, where the set has it, a new lastModifiedDateTime. */
  put(setName: string, record: BcRecord): BcRecord
  remove(setName: string, id: string): void
  /** Rebuilds what is derived from the records. */
  index(): void
}

/** @param now milliseconds since 1970 */
export function createRecordStore(records: RecordStore['records'], now: () => number): RecordStore {
  const linesByOrder = new Map<string, Map<string, BcRecord>>()

  function mapOf(setName: string): Map<string, BcRecord> {
    const map = records[setName]
    if (!map) throw new Error(`No records of ${setName}`)
    return map
  }

  function indexLine(line: BcRecord): void {
    const orderId = String(line.documentId)
    const lines = linesByOrder.get(orderId) ?? new Map<string, BcRecord>()
    linesByOrder.set(orderId, lines.set(String(line.id), line))
  }

  function index(): void {
    linesByOrder.clear()
    for (const line of mapOf('salesOrderLines').values()) indexLine(line)
  }

  index()
  return {
    records,
    index,
    find: (setName, id) => mapOf(setName).get(id.toLowerCase()) ?? null,
    all: (setName) => mapOf(setName).values(),
    related(setName, field, value) {
      if (setName === 'salesOrderLines' && field === 'documentId') {
        return [...(linesByOrder.get(String(value))?.values() ?? [])]
      }
      if (field === 'id') return [mapOf(setName).get(String(value))].filter((record) => record !== undefined)
      return [...mapOf(setName).values()].filter((record) => record[field] === value)
    },
    put(setName, record) {
      const id = String(record.id)
      const previous = mapOf(setName).get(id)
      const changed = { ...record }
      if ('lastModifiedDateTime' in record) {
        // Later than the change before, even within one millisecond: a client that asks "changed since" sees it.
        const before = previous ? Date.parse(String(previous.lastModifiedDateTime)) : 0
        changed.lastModifiedDateTime = new Date(Math.max(now(), before + 1)).toISOString()
      }
      const stamped = withEtag(changed, previous)
      mapOf(setName).set(id, stamped)
      if (setName === 'salesOrderLines') indexLine(stamped)
      return stamped
    },
    remove(setName, id) {
      const record = mapOf(setName).get(id)
      mapOf(setName).delete(id)
      if (record && setName === 'salesOrderLines') linesByOrder.get(String(record.documentId))?.delete(id)
    },
  }
}

/** Opaque, weak, and never one that the record had before: it covers the previous one. */
export function withEtag(record: BcRecord, previous?: BcRecord): BcRecord {
  const content = JSON.stringify([previous?.['@odata.etag'], { ...record, '@odata.etag': '' }])
  const digest = hash('sha1', content, 'base64').slice(0, 24)
  return { ...record, '@odata.etag': `W/"${Buffer.from(`19;${digest};00;`).toString('base64')}"` }
}
