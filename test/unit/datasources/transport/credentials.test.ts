import { Secret } from '../../../../src/secrets/secret.ts'
import { RefusedHereError, upstreamError } from '../../../../src/datasources/failures.ts'
import {
  bearer,
  loggedIn,
  staticHeaders,
  type Login,
} from '../../../../src/datasources/transport/credentials.ts'
import { trytonSession } from '../../../../src/datasources/tryton/session.ts'
import type { UpstreamRequest } from '../../../../src/datasources/transport/upstream-request.ts'
import { codeOf, collectEvents, failing, get, openCall, settle, upstream } from './calls.ts'

const lifeMs = 100_000

/** An upstream that takes the tokens in `valid`, a sign-in that makes token 1, 2, ...; time is the test's. */
function scripted(pauseMs?: number) {
  const time = { now: 0 }
  const { events, tell } = collectEvents()
  const valid = new Set<string>()
  const made = { signIns: 0, calls: 0 }
  const issue = async (): Promise<Login> => {
    const token = `token ${made.signIns}`
    valid.add(token)
    return { headers: { authorization: token }, expiresInMs: lifeMs }
  }
  const script = { login: issue }
  const credentials = loggedIn({
    login: () => {
      made.signIns += 1
      return script.login()
    },
    ...(pauseMs !== undefined && { pauseMs }),
  })
  const guarded = credentials({ upstream, tell, now: () => time.now })(async ({ headers }) => {
    made.calls += 1
    await settle()
    if (!valid.has(headers?.authorization ?? '')) throw upstreamError(upstream, 'EXPIRED', { status: 401 })
    return { status: 200, headers: {}, body: '{}', data: headers?.authorization }
  })
  const send = async (call = openCall()) => (await guarded(get, call)).data
  return { time, valid, made, script, issue, send, events }
}

test('static headers and bearer tokens go with every call, beside its own', async () => {
  const sent: UpstreamRequest[] = []
  const context = { upstream, tell: () => undefined, now: () => 0 }
  const next = async (request: UpstreamRequest) => {
    sent.push(request)
    return { status: 200, headers: {}, body: '', data: null }
  }
  const token = bearer(new Secret('t', 'a test'))(context)
  const keys = staticHeaders({ key: new Secret('k', 'a test'), plain: 'p' })(context)
  const send = token(keys(next))
  await send({ ...get, headers: { own: 'o' } }, openCall())
  expect(sent[0]?.headers).toEqual({ own: 'o', authorization: 'Bearer t', key: 'k', plain: 'p' })
})

test('what proves a session may be parameters too, beside the call’s own', async () => {
  const sent: UpstreamRequest[] = []
  const session = loggedIn({
    login: async () => ({ headers: { h: '1' }, query: { session: 's' }, expiresInMs: null }),
  })({ upstream, tell: () => undefined, now: () => 0 })
  await session(async (request) => {
    sent.push(request)
    return { status: 200, headers: {}, body: '', data: null }
  })({ ...get, query: { own: 'o' } }, openCall())
  expect(sent[0]).toMatchObject({ headers: { h: '1' }, query: { own: 'o', session: 's' } })
})

test('200 calls at once with no token, or one that just expired, are one sign-in and no error', async () => {
  const { time, made, send } = scripted()
  for (const signIns of [1, 2]) {
    expect(new Set(await Promise.all(Array.from({ length: 200 }, () => send())))).toEqual(
      new Set([`token ${signIns}`]),
    )
    expect(made.signIns).toBe(signIns)
    time.now += lifeMs
  }
})

test('200 calls at once with a token that the upstream revoked are one sign-in and no error', async () => {
  const { made, valid, send } = scripted()
  await send()
  valid.clear()
  await Promise.all(Array.from({ length: 200 }, () => send()))
  expect(made.signIns).toBe(2)
})

test('from 80 % of its life a token is renewed in the background while it still serves', async () => {
  const { time, made, script, issue, send, events } = scripted()
  await send()
  time.now = lifeMs * 0.8 - 1
  await send()
  expect(made.signIns).toBe(1)
  time.now += 1
  let finish = (): void => undefined
  script.login = () => new Promise((resolve) => (finish = () => resolve(issue())))
  expect(await Promise.all([send(), send()])).toEqual(['token 1', 'token 1'])
  expect(made.signIns).toBe(2)
  finish()
  await settle()
  expect(await send()).toBe('token 2')
  expect(events).toEqual([
    { type: 'SIGN_IN', outcome: 'OK', expiresAt: lifeMs },
    { type: 'SIGN_IN', outcome: 'OK', expiresAt: lifeMs * 1.8 },
  ])
})

test('while renewing fails the last token serves until its end, then UPSTREAM_AUTH, one attempt per 30 s', async () => {
  const { time, made, script, issue, send, events } = scripted()
  await send()
  script.login = failing('UNAVAILABLE')
  const outcomes: string[] = []
  for (time.now = lifeMs * 0.8; time.now < lifeMs * 2; time.now += 1_000) {
    const ends = time.now < lifeMs ? 'OK' : 'UPSTREAM_AUTH'
    outcomes.push(await codeOf(send()))
    await settle()
    expect(outcomes.at(-1)).toBe(ends)
  }
  // 120 s of failing.
  expect(made.signIns).toBe(1 + 4)
  expect(events[1]).toEqual({
    type: 'SIGN_IN',
    outcome: 'FAILED',
    expiresAt: lifeMs,
    failure: 'UNAVAILABLE',
    code: 'UPSTREAM_UNAVAILABLE',
    status: null,
  })
  script.login = issue
  time.now += 30_000
  expect(await codeOf(send())).toBe('OK')
})

test('a token that the upstream no longer takes is renewed once, and the call repeated once', async () => {
  const { made, valid, send } = scripted()
  await send()
  valid.clear()
  expect(await send()).toBe('token 2')
  expect(made).toEqual({ signIns: 2, calls: 3 })
})

test('a fresh token that is refused, too, is no reason to sign in again and again', async () => {
  const { time, made, valid, script, send } = scripted()
  await send()
  valid.clear()
  script.login = async () => ({ headers: { authorization: 'useless' }, expiresInMs: lifeMs })
  for (let second = 0; second < 30; second++) {
    expect(await codeOf(send())).toBe('UPSTREAM_AUTH')
    time.now += 1_000
  }
  expect(made.signIns).toBe(2)
  await codeOf(send())
  expect(made.signIns).toBe(3)
})

test('a refused sign-in is the failure of all that wait, and of those after them without another attempt', async () => {
  const { made, script, send } = scripted()
  script.login = failing('AUTH', { status: 401 })
  const codes = await Promise.all(Array.from({ length: 50 }, () => codeOf(send())))
  expect(new Set(codes)).toEqual(new Set(['UPSTREAM_AUTH']))
  await expect(send()).rejects.toBeInstanceOf(RefusedHereError)
  await expect(send()).rejects.toMatchObject({ details: { retryAfter: 30 } })
  expect(made).toEqual({ signIns: 1, calls: 0 })
})

test('a system that was never reached is unavailable, and tried again after 5 s', async () => {
  const { time, made, script, issue, send } = scripted()
  script.login = failing('UNAVAILABLE')
  expect(await codeOf(send())).toBe('UPSTREAM_UNAVAILABLE')
  time.now = 4_999
  expect(await codeOf(send())).toBe('UPSTREAM_UNAVAILABLE')
  expect(made.signIns).toBe(1)
  time.now = 5_000
  script.login = issue
  expect(await codeOf(send())).toBe('OK')
})

test('who waits for a sign-in and leaves waits no more; the others get it', async () => {
  const { made, script, issue, send } = scripted()
  let finish = (): void => undefined
  script.login = () => new Promise((resolve) => (finish = () => resolve(issue())))
  const client = new AbortController()
  const left = send(openCall({ signal: client.signal }))
  const stays = send()
  client.abort(new Error('left'))
  await expect(left).rejects.toThrow('left')
  finish()
  expect(await stays).toBe('token 1')
  expect(made.signIns).toBe(1)
})

test('Tryton, which locks accounts out, is not asked to log in for two minutes after it refused', async () => {
  let logIns = 0
  const time = { now: 0 }
  const session = trytonSession({
    user: 'gateway',
    password: new Secret('invented', 'a test'),
    language: 'en',
    failure: (failure) => upstreamError(upstream, failure),
  })
  const send = session({ upstream, tell: () => undefined, now: () => time.now })(async () => {
    logIns += 1
    return failing('EXPIRED', { status: 401 })()
  })
  for (time.now = 0; time.now < 120_000; time.now += 10_000)
    expect(await codeOf(send(get, openCall()))).toBe('UPSTREAM_AUTH')
  expect(logIns).toBe(1)
  await codeOf(send(get, openCall()))
  expect(logIns).toBe(2)
})
