import type { OpenHubspot, Wire } from './open-hubspot.ts'
import { openHubspot } from './open-hubspot.ts'

let hubspot: OpenHubspot
beforeEach(async () => {
  hubspot = await openHubspot()
})
afterEach(() => hubspot.close())

const get = (path: string) => hubspot.call('GET', path)

test('a contact is created, read by e-mail, changed in part, cleared, archived', async () => {
  const created = await hubspot.call('POST', '', {
    properties: { email: 'Lead@example.com', firstname: 'Lea', phone: '+49 30 23125 001' },
  })
  expect(created.status).toBe(201)
  const { id, createdAt } = created.body as Wire
  hubspot.advance(5_000)
  const changed = await hubspot.call('PATCH', '/lead@example.com?idProperty=email', {
    properties: { lastname: 'Dahl', phone: '' },
  })
  expect(changed.status).toBe(200)
  const read = (await get(`/${id}?properties=firstname,lastname,phone,lifecyclestage`)).body as Wire
  expect(read.properties).toMatchObject({
    firstname: 'Lea',
    lastname: 'Dahl',
    phone: null,
    lifecyclestage: 'lead',
  })
  expect(read.createdAt).toBe(createdAt)
  expect(Date.parse(read.updatedAt)).toBe(Date.parse(createdAt) + 5_000)
  expect(read.properties.lastmodifieddate).toBe(read.updatedAt)
  expect((await hubspot.call('DELETE', `/${id}`)).status).toBe(204)
  expect((await get(`/${id}`)).status).toBe(404)
  expect((await get(`/${id}?archived=true`)).body).toMatchObject({ id, archived: true })
})

test('an e-mail that is taken is a conflict that names the contact', async () => {
  const properties = { email: 'CLARA.winterfeld@example.com' }
  const conflict = {
    status: 409,
    body: { category: 'CONFLICT', message: expect.stringContaining('401001') as string },
  }
  expect(await hubspot.call('POST', '', { properties })).toMatchObject(conflict)
  expect(await hubspot.call('PATCH', '/401002', { properties })).toMatchObject(conflict)
})

test.each([
  ['a number', { city: 7 }],
  ['null', { city: null }],
  ['an unknown property', { shoesize: '42' }],
  ['a read-only property', { createdate: '2026-01-01' }],
  ['a bad e-mail', { email: 'info@' }],
  ['an option that is none', { lifecyclestage: 'king' }],
])('%s as a value is refused', async (_, properties) => {
  const reply = await hubspot.call('PATCH', '/401002', { properties })
  expect(reply).toMatchObject({
    status: 400,
    body: { category: 'VALIDATION_ERROR', correlationId: expect.any(String) as string },
  })
})

test('a merge leaves one contact, found by both ids and both e-mails', async () => {
  const emailOf = async (id: string) => ((await get(`/${id}`)).body as Wire).properties.email ?? ''
  const [kept, gone] = [await emailOf('401006'), await emailOf('401008')]
  const body = { primaryObjectId: '401006', objectIdToMerge: '401008' }
  expect((await hubspot.call('POST', '/merge', body)).status).toBe(200)
  for (const path of ['401008', `${kept}?idProperty=email`, `${gone}?idProperty=email`]) {
    expect(((await get(`/${path}`)).body as Wire).id).toBe('401006')
  }
  expect((await hubspot.call('POST', '/merge', body)).status).toBe(400)
})

test('the list goes by id and ends', async () => {
  const first = (await get('?limit=100')).body as { results: Wire[]; paging: { next: { after: string } } }
  expect(first.results).toHaveLength(100)
  expect(first.paging.next.after).toBe(first.results.at(-1)?.id)
  expect((await get('?limit=101')).status).toBe(400)
  const last = (await get('?limit=100&after=401530')).body as { results: Wire[]; paging?: unknown }
  expect(last.results.every((contact) => Number(contact.id) > 401_530)).toBe(true)
  expect(last.paging).toBeUndefined()
})

test('the token is asked for, and expireToken refuses one call', async () => {
  const without = await hubspot.call('GET', '/401001', undefined, { authorization: 'Bearer wrong' })
  expect(without).toMatchObject({ status: 401, body: { category: 'INVALID_AUTHENTICATION' } })
  await hubspot.fault({ operation: 'getContact', kind: 'expireToken', count: 1 })
  expect(await get('/401001')).toMatchObject({ status: 401, body: { category: 'EXPIRED_AUTHENTICATION' } })
  expect((await get('/401001')).status).toBe(200)
})

test('the rate limit is off unless it is asked for', async () => {
  const limited = await openHubspot({ rateLimit: { requests: 3, windowMs: 10_000 } })
  const statuses = async (calls: number) => {
    const all: number[] = []
    for (let call = 0; call < calls; call++) all.push((await limited.call('GET', '/401001')).status)
    return all
  }
  expect(await statuses(4)).toEqual([200, 200, 200, 429])
  limited.advance(10_000)
  expect(await statuses(1)).toEqual([200])
  await limited.close()
})

test.each(['..%2F..%2Fadmin', 'a%3Fx=', "';%20--", 'x'.repeat(5_000)])(
  'a hostile id finds nothing: %s',
  async (id) => {
    expect((await get(`/${id}`)).status).toBe(404)
  },
)

test('the newer dated path means the same', async () => {
  const path = '/../../../objects/2026-03/contacts/401001'
  expect((await get(path)).body).toEqual((await get('/401001')).body)
})
