import type { RecordSource } from '../../../../src/datasources/datasource.ts'
import type { SourceRecord } from '../../../../src/datasources/source-record.ts'
import { testCall as call } from '../../../support/simulated-datasource.ts'
import { walkPages } from '../../../../src/conformance/walk-pages.ts'
import { openBusinessCentral } from '../business-central/open-business-central.ts'
import { openHubspot } from '../hubspot/open-hubspot.ts'

async function changesAfter(source: RecordSource, from: string) {
  const records: SourceRecord[] = []
  let cursor = from
  for (let loads = 0; loads < 500; loads++) {
    const reply = await source.changedSince!.load(cursor, call)
    records.push(...reply.records)
    cursor = reply.cursor
    if (reply.isCaughtUp) return { ids: new Set(records.map(({ externalId }) => externalId)), cursor }
  }
  throw new Error('never caught up')
}

async function all(source: RecordSource) {
  const page = (request: { first: number; after: string | null }) =>
    source.list!.load({ ...request, filter: [], orderBy: null }, call)
  return (await walkPages(page, 100)).records
}
const updatedAt = (record: SourceRecord) => String(record.values.updatedAt)

test('HubSpot: all contacts that were changed since, then those that are changed', async () => {
  const hubspot = await openHubspot()
  const customers = hubspot.datasource.records.get('Customer')!
  const records = (await all(customers)).toSorted((one, other) =>
    updatedAt(one).localeCompare(updatedAt(other)),
  )
  const from = records[Math.floor(records.length / 3)]!
  const expected = records.filter((record) => updatedAt(record) >= updatedAt(from))
  const begin = customers.changedSince!.begin(new Date(updatedAt(from)))
  const first = await changesAfter(customers, begin)
  expect(expected.length).toBeGreaterThan(250)
  for (const { externalId } of expected) expect(first.ids).toContain(externalId)
  expect(first.ids.size).toBeLessThan(records.length)
  const changed = records[0]!.externalId
  await customers.writing!.patch!.run(
    { externalId: changed, values: { company: 'New' }, reference: 'r', ifVersion: null },
    call,
  )
  expect((await changesAfter(customers, first.cursor)).ids).toContain(changed)
  await hubspot.close()
})

test('Business Central: all orders that were changed since', async () => {
  const businessCentral = await openBusinessCentral()
  const orders = businessCentral.datasource.records.get('Order')!
  const records = (await all(orders)).toSorted((one, other) => updatedAt(one).localeCompare(updatedAt(other)))
  const from = records[Math.floor(records.length / 2)]!
  const expected = records.filter((record) => updatedAt(record) >= updatedAt(from))
  const { ids } = await changesAfter(orders, orders.changedSince!.begin(new Date(updatedAt(from))))
  expect(expected.length).toBeGreaterThan(250)
  for (const { externalId } of expected) expect(ids).toContain(externalId)
  expect(ids.size).toBeLessThan(records.length)
  await businessCentral.close()
})
