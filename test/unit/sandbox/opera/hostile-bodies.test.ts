import { openOpera } from './open-opera.ts'

const listOf = (entry: unknown) => ({ profileDetails: { emails: { emailInfo: entry } } })

describe("OPERA's simulator refuses bodies of the wrong shape and keeps nothing of them", () => {
  test.each([
    ['no JSON', 'PUT', '/crm/v1/profiles/80003', '{'],
    ['an array', 'PUT', '/crm/v1/profiles/80003', '[]'],
    ['a number where a list belongs', 'PUT', '/crm/v1/profiles/80003', JSON.stringify(listOf(5))],
    [
      'an e-mail that is a number',
      'PUT',
      '/crm/v1/profiles/80003',
      JSON.stringify(listOf([{ email: { emailAddress: 5 } }])),
    ],
    ['names as text', 'POST', '/crm/v1/profiles', '{"profileDetails":{"customer":{"personName":"Ida"}}}'],
    [
      'rooms as text',
      'PUT',
      '/rsv/v1/hotels/HWBER/reservations/300004',
      '{"reservations":[{"roomStay":{"roomRates":"DBL"}}]}',
    ],
    ['no reservation', 'POST', '/rsv/v1/hotels/HWBER/reservations', '{"reservations":{"reservation":[]}}'],
  ] as const)('%s', async (_, method, path, text) => {
    const { simulator, request, call } = openOpera()
    const before = JSON.stringify(simulator.records.profiles?.get('80003'))
    const operation = simulator.operations.find((one) => one.method === method && one.path.test(path))
    const params = { ...operation?.path.exec(path)?.groups }
    const composed = await request(method, path, { headers: { 'content-type': 'application/json' } })
    const reply = await operation?.handle({ ...composed, params, body: text })
    expect(reply?.status).toBe(400)
    expect(JSON.stringify(simulator.records.profiles?.get('80003'))).toBe(before)
    expect((await call('GET', '/crm/v1/profiles?email=clara.winterfeld@example.com')).status).toBe(200)
  })

  test('no content type', async () => {
    const { call } = openOpera()
    const headers = { 'content-type': 'text/plain' }
    expect((await call('PUT', '/crm/v1/profiles/80003', { body: {}, headers })).status).toBe(415)
  })
})
