import type { OpenHubspot, Wire } from './open-hubspot.ts'
import { openHubspot } from './open-hubspot.ts'

let hubspot: OpenHubspot
beforeAll(async () => {
  hubspot = await openHubspot()
})
afterAll(() => hubspot.close())

interface Found {
  total: number
  results: Wire[]
  paging?: { next: { after: string } }
}

const search = async (body: unknown) => (await hubspot.call('POST', '/search', body)).body as Found
const ids = async (...filters: unknown[]) =>
  (await search({ filterGroups: [{ filters }], limit: 200 })).results.map((contact) => contact.id)

test.each([
  ['EQ, without case', { propertyName: 'email', operator: 'EQ', value: 'CLARA.Winterfeld@example.com' }],
  ['IN, in lower case', { propertyName: 'email', operator: 'IN', values: ['clara.winterfeld@example.com'] }],
  ['IN, of ids', { propertyName: 'hs_object_id', operator: 'IN', values: ['401001'] }],
  ['CONTAINS_TOKEN', { propertyName: 'lastname', operator: 'CONTAINS_TOKEN', value: 'winterf*' }],
  [
    'the digits of a phone',
    { propertyName: 'hs_searchable_calculated_phone_number', operator: 'EQ', value: '8999998000' },
  ],
])('%s finds the one', async (_, filter) => {
  expect(await ids(filter)).toEqual(['401001'])
})

test('IN finds no text that is sent with capitals', async () => {
  const values = ['Clara.Winterfeld@example.com']
  expect(await ids({ propertyName: 'email', operator: 'IN', values })).toEqual([])
})

test('filters are joined by AND, groups by OR', async () => {
  const winterfeld = { propertyName: 'lastname', operator: 'EQ', value: 'winterfeld' }
  const berlin = { propertyName: 'city', operator: 'EQ', value: 'Berlin' }
  const bonn = { propertyName: 'city', operator: 'EQ', value: 'Bonn' }
  expect(await ids(winterfeld, berlin)).toEqual(['401001'])
  expect(await ids(winterfeld, bonn)).toEqual([])
  const either = await search({ filterGroups: [{ filters: [bonn] }, { filters: [winterfeld] }] })
  expect(either.results.map((contact) => contact.id)).toEqual(['401001'])
})

test('a property is there or not, and the two make the whole', async () => {
  const count = async (operator: string) =>
    (await search({ filterGroups: [{ filters: [{ propertyName: 'phone', operator }] }], limit: 0 })).total
  const [present, absent] = [await count('HAS_PROPERTY'), await count('NOT_HAS_PROPERTY')]
  expect(absent).toBeGreaterThan(0)
  expect(present + absent).toBe(hubspot.world.persons.filter((person) => person.crmId).length)
})

test('changed since: GTE on lastmodifieddate, oldest first, in milliseconds and in ISO', async () => {
  const value = '2026-10-20T00:00:00.000Z'
  const changed = async (since: string) => {
    const filter = { propertyName: 'lastmodifieddate', operator: 'GTE', value: since }
    const sorts = [{ propertyName: 'lastmodifieddate', direction: 'ASCENDING' }]
    return (await search({ filterGroups: [{ filters: [filter] }], sorts, limit: 200 })).results
  }
  const found = await changed(value)
  const times = found.map((contact) => contact.updatedAt)
  expect(found.length).toBeGreaterThan(10)
  expect(times).toEqual([...times].sort())
  expect(times.every((time) => time >= value)).toBe(true)
  expect(await changed(String(Date.parse(value)))).toEqual(found)
})

test('sorts are taken as text, with a minus, and as objects in text', async () => {
  const first = async (sort: unknown) => (await search({ sorts: [sort], limit: 1 })).results[0]?.id
  const byObject = await first({ propertyName: 'createdate', direction: 'DESCENDING' })
  expect(await first('-createdate')).toBe(byObject)
  expect(await first('{"propertyName":"createdate","direction":"DESCENDING"}')).toBe(byObject)
  expect(await first('createdate')).not.toBe(byObject)
})

test('pages lead through everything', async () => {
  const seen: string[] = []
  let after = '0'
  for (;;) {
    const page = await search({ limit: 200, after })
    seen.push(...page.results.map((contact) => contact.id))
    if (!page.paging) break
    after = page.paging.next.after
  }
  expect(new Set(seen).size).toBe(hubspot.world.persons.filter((person) => person.crmId).length)
})

test.each([
  ['a limit above 200', { limit: 201 }],
  ['what lies behind 10,000', { limit: 100, after: '9950' }],
  [
    'an unknown property',
    { filterGroups: [{ filters: [{ propertyName: 'nosuch', operator: 'EQ', value: '1' }] }] },
  ],
  [
    'an unknown operator',
    { filterGroups: [{ filters: [{ propertyName: 'email', operator: 'LIKE', value: '1' }] }] },
  ],
  [
    'a value that is a number',
    { filterGroups: [{ filters: [{ propertyName: 'email', operator: 'EQ', value: 1 }] }] },
  ],
  ['six groups', { filterGroups: Array.from({ length: 6 }, () => ({ filters: [] })) }],
  ['a sort that is broken', { sorts: ['{"propertyName":'] }],
  ['no JSON', '{'],
])('%s is refused', async (_, body) => {
  const reply = await hubspot.call('POST', '/search', body)
  expect(reply).toMatchObject({ status: 400, body: { status: 'error', category: 'VALIDATION_ERROR' } })
})
