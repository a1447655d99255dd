import { createMemoryGateway, type MemoryGateway } from '../../support/memory-gateway.ts'
import { createMemorySystem, type MemoryKind } from '../../support/memory-datasource.ts'

const customers = (fields: readonly string[], rows: MemoryKind['rows']): MemoryKind => ({
  entity: 'Customer',
  fields,
  keys: ['email', 'phone'],
  rows,
})
const crm = createMemorySystem('CRM', [
  customers(
    ['givenName', 'email'],
    [
      { id: 'lea', givenName: 'Lea', email: 'lea@example.com' },
      { id: 'dora', givenName: 'Dora', email: 'dora@example.com' },
    ],
  ),
])
const erp = createMemorySystem('ERP', [
  customers(['customerNumber'], [{ id: 'e1', customerNumber: 'K1', email: 'lea@example.com' }]),
])
const crs = createMemorySystem('CRS', [
  customers(
    ['vipLevel'],
    [
      { id: 'g1', vipLevel: 'GOLD', email: 'dora@example.com' },
      { id: 'g2', vipLevel: 'NONE', email: 'dora@example.com' },
    ],
  ),
])

let gateway: MemoryGateway
beforeAll(async () => {
  gateway = await createMemoryGateway(
    new Map([
      ['CRM', crm.datasource],
      ['ERP', erp.datasource],
      ['CRS', crs.datasource],
    ]),
  )
})
afterAll(() => gateway.close())

const ask = async (query: string): Promise<Record<string, Record<string, unknown>>> => {
  const { data, errors } = await gateway.run(query)
  expect(errors).toBeUndefined()
  return JSON.parse(JSON.stringify(data)) as Record<string, Record<string, unknown>>
}
/** Longer than an absence is believed. */
const later = () => void (gateway.clock.now += 60 * 60_000)
const listed = async () => (await gateway.crosswalk.reviews({ first: 100, after: null })).reviews

test('records that a person parted stay apart, from whichever system one comes, and nobody is asked again', async () => {
  const lea = '{ customer(email: "lea@example.com") { id givenName customerNumber } }'
  const { customer } = await ask(lea)
  expect(customer).toMatchObject({ givenName: 'Lea', customerNumber: 'K1' })
  const id = customer?.id as string
  await gateway.crosswalk.unlink('Customer', id, 'ERP', [])

  for (let time = 0; time < 2; time++) {
    expect(await ask(lea)).toEqual({ customer: { id, givenName: 'Lea', customerNumber: null } })
    const other = await ask('{ customerByExternalId(system: ERP, id: "e1") { id givenName customerNumber } }')
    expect(other).toMatchObject({ customerByExternalId: { givenName: null, customerNumber: 'K1' } })
    expect(other.customerByExternalId?.id).not.toBe(id)
    later()
  }
  expect(await listed()).toEqual([])
})

test('candidates that a person dismissed are not asked about again', async () => {
  const dora = '{ customer(email: "dora@example.com") { id vipLevel sources { system state } } }'
  const { customer } = await ask(dora)
  const id = customer?.id as string
  expect(await listed()).toMatchObject([{ id, system: 'CRS', candidates: ['g1', 'g2'] }])
  await gateway.crosswalk.unlink('Customer', id, 'CRS', [])

  for (let time = 0; time < 2; time++) {
    const again = await ask(dora)
    expect(again).toMatchObject({ customer: { id, vipLevel: null } })
    expect(again.customer).toMatchObject({
      sources: expect.arrayContaining([{ system: 'CRS', state: 'ABSENT' }]) as unknown,
    })
    expect(await listed()).toEqual([])
    later()
  }
})
