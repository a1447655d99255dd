import { answer, openOpera, tokenRequest } from './open-opera.ts'

describe("OPERA's simulator lets nobody in without credentials", () => {
  test.each([
    ['wrong client secret', { headers: { ...tokenRequest().headers, authorization: 'Basic eDp5' } }, 401],
    ['no application key', { headers: { ...tokenRequest().headers, 'x-app-key': '' } }, 401],
    ['another grant', { body: 'grant_type=password&scope=x' }, 400],
    ['no scope', { body: 'grant_type=client_credentials' }, 400],
    [
      'JSON instead of a form',
      { headers: { ...tokenRequest().headers, 'content-type': 'application/json' } },
      400,
    ],
  ])('no token: %s', async (_, changes, status) => {
    const { simulator } = openOpera()
    expect((await answer(simulator, tokenRequest(changes))).status).toBe(status)
  })

  test.each([
    ['no token', { authorization: '' }, 401],
    ['an invented token', { authorization: 'Bearer sandbox.1' }, 401],
    ['no application key', { 'x-app-key': '' }, 401],
    ['no hotel', { 'x-hotelid': '' }, 400],
    ['a hotel of somebody else', { 'x-hotelid': 'OTHER' }, 403],
  ])('no answer: %s', async (_, headers, status) => {
    const { call } = openOpera()
    expect((await call('GET', '/crm/v1/profiles/80003', { headers })).status).toBe(status)
  })

  test('a token ends after an hour', async () => {
    const { call, clock } = openOpera()
    expect((await call('GET', '/crm/v1/profiles/80003')).status).toBe(200)
    clock.nowMs += 3600 * 1000
    expect((await call('GET', '/crm/v1/profiles/80003')).status).toBe(401)
  })

  test('a token ends at once when the fault asks for it', async () => {
    const { call, simulator } = openOpera()
    await call('GET', '/crm/v1/profiles/80003')
    simulator.expireTokens()
    expect((await call('GET', '/crm/v1/profiles/80003')).status).toBe(401)
  })
})
