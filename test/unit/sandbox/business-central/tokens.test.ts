import type { OpenBusinessCentral } from './open-business-central.ts'
import { openBusinessCentral } from './open-business-central.ts'

let bc: OpenBusinessCentral
beforeEach(async () => {
  bc = await openBusinessCentral()
})
afterEach(() => bc.close())

const rejected = { status: 401, body: { error: { code: 'Authentication_InvalidCredentials' } } }

test('without a token, and with one that nobody issued, nothing is answered', async () => {
  expect(await bc.call('GET', '/items', { headers: { authorization: '' } })).toMatchObject(rejected)
  expect(await bc.call('GET', '/items', { headers: { authorization: 'Bearer made-up' } })).toMatchObject(
    rejected,
  )
})

test('a token ends after about an hour', async () => {
  expect((await bc.call('GET', '/items?$top=1')).status).toBe(200)
  bc.advance(3_599_000)
  expect(await bc.call('GET', '/items?$top=1')).toMatchObject(rejected)
})

test('expireToken ends it before that, and a new one is issued', async () => {
  await bc.post({ operation: 'listItems', kind: 'expireToken', count: 1 })
  expect(await bc.call('GET', '/items?$top=1')).toMatchObject(rejected)
  const issued = (await bc.issueToken()).body as { access_token: string }
  const headers = { authorization: `Bearer ${issued.access_token}` }
  expect((await bc.call('GET', '/items?$top=1', { headers })).status).toBe(200)
})

test.each([
  ['a wrong secret', { client_secret: 'wrong' }, 401, 'invalid_client'],
  ['an unknown client', { client_id: 'nobody' }, 401, 'unauthorized_client'],
  ['another grant', { grant_type: 'password' }, 400, 'unsupported_grant_type'],
  ['no scope', { scope: '' }, 400, 'invalid_scope'],
])('%s gets no token', async (_, form, status, error) => {
  expect(await bc.issueToken(form)).toMatchObject({ status, body: { error } })
})
