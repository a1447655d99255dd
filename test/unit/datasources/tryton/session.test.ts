import { call, openTryton, startScriptedTryton, type ScriptedTryton } from './scripted-tryton.ts'
import type { Datasource } from '../../../../src/datasources/datasource.ts'
import { createSystemHealth } from '../../../../src/observability/system-health.ts'
import type { UpstreamEvent } from '../../../../src/observability/upstream-event.ts'

let server: ScriptedTryton
let datasource: Datasource
let advance: (ms: number) => void
let events: UpstreamEvent[]

beforeEach(async () => {
  server = await startScriptedTryton()
  ;({ datasource, advance, events } = openTryton(server.url))
})
afterEach(async () => {
  await datasource.close()
  await server.close()
})

const load = async () => datasource.records.get('Order')?.byId?.load(['1'], call)
const loadMany = (count: number) => Promise.all(Array.from({ length: count }, load))
const html = (status: number) => ({ status, contentType: 'text/html', body: '<!doctype html>' })

test('nothing is sent before the first load', () => {
  expect(server.calls).toEqual([])
})

test('100 loads at once take one log-in, one context and one look at the company', async () => {
  await loadMany(100)
  expect(server.of('common.db.login')).toHaveLength(1)
  expect(server.of('model.res.user.get_preferences')).toHaveLength(1)
  expect(server.of('model.company.company.search_read')).toHaveLength(1)
  expect(server.of('model.sale.sale.search_read')).toHaveLength(100)
})

test('the log-in carries user, password and language, and no context', async () => {
  await load()
  expect(server.of('common.db.login')[0]?.params).toEqual(['gateway', { password: 'open-sesame' }, 'en'])
})

test('100 loads at once on an ended session take one log-in, and all succeed', async () => {
  await load()
  server.endSessions()
  await loadMany(100)
  expect(server.of('common.db.login')).toHaveLength(2)
  expect(server.of('model.res.user.get_preferences')).toHaveLength(1)
})

test('a session that ends as sessions do is no fault: not in the health, not in what people look at', async () => {
  await load()
  events.length = 0
  server.endSessions()
  await loadMany(20)
  const health = createSystemHealth({ systems: ['ERP'], now: Date.now })
  for (const event of events) {
    health.listen(event)
    expect(health.of('ERP')).toMatchObject({
      status: expect.stringMatching(/^(UP|UNKNOWN)$/),
      lastError: null,
    })
  }
  const outcomes = new Set(events.map((event) => event.type === 'CALL' && event.outcome))
  expect(outcomes).toEqual(new Set(['EXPIRED', 'OK', false]))
})

test('a session that is refused right after the log-in is UPSTREAM_AUTH, not a loop', async () => {
  server.logIn = () => ({ result: [2, 'never-good'] })
  await expect(load()).rejects.toMatchObject({ code: 'UPSTREAM_AUTH' })
  expect(events).toContainEqual(expect.objectContaining({ type: 'CALL', outcome: 'UPSTREAM_AUTH' }))
  expect(server.of('common.db.login').length).toBeLessThanOrEqual(2)
})

test.each([
  ['a wrong password', 401, 'UPSTREAM_AUTH'],
  ['a locked-out account', 429, 'RATE_LIMITED'],
])('%s is tried once, then again after two minutes', async (_what, status, code) => {
  const logIn = server.logIn
  server.logIn = () => html(status)
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, load))
  for (const outcome of outcomes) expect(outcome).toMatchObject({ status: 'rejected', reason: { code } })
  await expect(load()).rejects.toMatchObject({ code })
  expect(server.of('common.db.login')).toHaveLength(1)

  server.logIn = logIn
  advance(120_000)
  await expect(load()).resolves.toBeDefined()
  expect(server.of('common.db.login')).toHaveLength(2)
})

test('a server that is down for the log-in is asked again after 5 s, and not before', async () => {
  const logIn = server.logIn
  server.logIn = () => html(503)
  await expect(load()).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' })
  server.logIn = logIn
  await expect(load()).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' })
  expect(server.of('common.db.login')).toHaveLength(1)
  advance(5_000)
  await expect(load()).resolves.toBeDefined()
})

test.each([
  [
    'asks for more',
    { error: ['LoginException', ['password', 'Password for gateway', 'password']] },
    'UPSTREAM_AUTH',
  ],
  ['is no session', { result: null }, 'UPSTREAM_BAD_RESPONSE'],
  [
    'is a page of another server',
    { status: 200, contentType: 'text/html', body: '<p>' },
    'UPSTREAM_BAD_RESPONSE',
  ],
])('a log-in whose answer %s fails as such', async (_what, answer, code) => {
  server.logIn = () => answer
  await expect(load()).rejects.toMatchObject({ code })
})

test('no error shows the password, the session or the address', async () => {
  server.logIn = () => html(401)
  const error: unknown = await load().catch((caught: unknown) => caught)
  const { host } = new URL(server.url)
  const shown = JSON.stringify([
    error,
    String(error),
    error instanceof Error && [error.message, String(error.cause)],
  ])
  for (const secret of ['open-sesame', host]) expect(shown).not.toContain(secret)
})
