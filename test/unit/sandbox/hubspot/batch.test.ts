import type { OpenHubspot, Wire } from './open-hubspot.ts'
import { openHubspot } from './open-hubspot.ts'

let hubspot: OpenHubspot
beforeEach(async () => {
  hubspot = await openHubspot()
})
afterEach(() => hubspot.close())

interface Batch {
  results: (Wire & { new?: boolean; objectWriteTraceId?: string })[]
  numErrors?: number
  errors?: { category: string; context: Record<string, string[]> }[]
}

async function batch(verb: string, body: unknown): Promise<Batch & { httpStatus: number }> {
  const { status, body: reply } = await hubspot.call('POST', `/batch/${verb}`, body)
  return { ...(reply as Batch), httpStatus: status }
}

test('a batch read answers in its own order, each once, and names what is missing', async () => {
  const inputs = ['401005', '999', '401002', '401005', '888'].map((id) => ({ id }))
  const reply = await batch('read', { inputs, properties: ['email'], propertiesWithHistory: [] })
  expect(reply.httpStatus).toBe(207)
  expect(reply.results.map((contact) => contact.id)).toEqual(['401002', '401005'])
  expect(reply.errors).toMatchObject([{ category: 'OBJECT_NOT_FOUND', context: { ids: ['999', '888'] } }])
})

test('a batch reads by e-mail', async () => {
  const inputs = [{ id: 'Clara.Winterfeld@example.com' }, { id: 'nobody@example.com' }]
  const reply = await batch('read', {
    idProperty: 'email',
    inputs,
    properties: ['nosuch', 'phone', 'mobilephone'],
  })
  expect(reply.results.map((contact) => contact.id)).toEqual(['401001'])
  expect(Object.keys(reply.results[0]?.properties ?? {}).sort()).toEqual([
    'createdate',
    'hs_object_id',
    'lastmodifieddate',
    'mobilephone',
    'phone',
  ])
  expect(reply.results[0]?.properties.mobilephone).toBeNull()
})

test('more than 100 inputs are refused', async () => {
  const inputs = Array.from({ length: 101 }, (_, index) => ({ id: String(index) }))
  expect((await batch('read', { inputs, properties: [], propertiesWithHistory: [] })).httpStatus).toBe(400)
})

const twoUpdates = (trace: boolean) => ({
  inputs: [
    { id: '401001', properties: { city: 'Kiel' }, ...(trace && { objectWriteTraceId: 'one' }) },
    { id: '999', properties: { city: 'Kiel' }, ...(trace && { objectWriteTraceId: 'two' }) },
  ],
})
const cityOfOne = async () =>
  ((await hubspot.call('GET', '/401001?properties=city')).body as Wire).properties.city

test('with trace ids a batch write succeeds in part', async () => {
  const reply = await batch('update', twoUpdates(true))
  expect(reply.httpStatus).toBe(207)
  expect(reply.results.map((contact) => contact.objectWriteTraceId)).toEqual(['one'])
  expect(reply.errors).toMatchObject([{ context: { objectWriteTraceId: ['two'] } }])
  expect(await cityOfOne()).toBe('Kiel')
})

test('without trace ids one bad input refuses the whole batch', async () => {
  expect((await batch('update', twoUpdates(false))).httpStatus).toBe(404)
  expect(await cityOfOne()).toBe('Berlin')
})

test('an upsert by e-mail creates once and then updates', async () => {
  const input = (lastname: string) => ({
    inputs: [{ id: 'once@example.com', idProperty: 'email', properties: { lastname } }],
  })
  const first = await batch('upsert', input('First'))
  const second = await batch('upsert', input('Second'))
  expect([first.results[0]?.new, second.results[0]?.new]).toEqual([true, false])
  expect(second.results[0]?.id).toBe(first.results[0]?.id)
  expect(second.results[0]?.properties.lastname).toBe('Second')
})
