import { describeNeeding, needsFolder, specsFolder } from '../../../support/needs.ts'
import { call, openOpera } from './open-opera.ts'

describeNeeding(needsFolder(specsFolder), 'failures of OPERA', () => {
  let opened: Awaited<ReturnType<typeof openOpera>>
  beforeAll(async () => {
    opened = await openOpera()
  })
  afterAll(() => opened.close())

  const setFault = (fault: object) =>
    fetch(`${opened.url}/__sandbox/faults`, { method: 'POST', body: JSON.stringify({ count: 1, ...fault }) })
  const load = () => opened.customers.byId!.load(['80003'], call)

  test('a token that expired is renewed once, unseen', async () => {
    await load()
    await setFault({ operation: 'getProfilesByIds', kind: 'expireToken' })
    expect((await load()).records).toHaveLength(1)
  })

  test.each([
    ['status', 503, 'UPSTREAM_UNAVAILABLE'],
    ['status', 403, 'UPSTREAM_AUTH'],
    ['status', 415, 'UPSTREAM_BAD_RESPONSE'],
    ['rateLimit', undefined, 'RATE_LIMITED'],
    ['garbage', undefined, 'UPSTREAM_BAD_RESPONSE'],
    ['truncate', undefined, 'UPSTREAM_UNAVAILABLE'],
    ['reset', undefined, 'UPSTREAM_UNAVAILABLE'],
  ])('%s %s is %s', async (kind, value, code) => {
    await setFault({ operation: 'getProfilesByIds', kind, ...(value !== undefined && { value }) })
    await expect(load()).rejects.toMatchObject({ code })
  })

  test.each([
    [401, 'UPSTREAM_AUTH'],
    [400, 'UPSTREAM_AUTH'],
    [503, 'UPSTREAM_AUTH'],
  ])('a sign-in that fails with %d is %s, and the next call signs in again', async (value, code) => {
    opened.simulator.expireTokens()
    await setFault({ operation: 'getToken', kind: 'status', value })
    await expect(load()).rejects.toMatchObject({ code })
    expect((await load()).records).toHaveLength(1)
  })
})
