import { breakCircuit } from '../../../../src/datasources/transport/circuit-breaker.ts'
import type { FailureClass } from '../../../../src/datasources/failures.ts'
import { codeOf, collectEvents, failing, openCall, read, refusedHere, settle, upstream } from './calls.ts'

const leave = new DOMException('the client left', 'AbortError')
const budgetEnd = new DOMException('the budget ended', 'TimeoutError')

/** What the breaker and its library tell the time by. */
let nowMs = 0
const pass = (ms: number) => (nowMs += ms)

beforeEach(() => {
  jest.spyOn(Date, 'now').mockImplementation(() => nowMs)
  jest.spyOn(performance, 'now').mockImplementation(() => nowMs)
})
afterEach(() => jest.restoreAllMocks())

function scripted() {
  const { events, tell } = collectEvents()
  const vendor = { attempts: 0, reply: async (): Promise<unknown> => 'reply' }
  const guarded = breakCircuit({ upstream, connection: 'stock', tell })(async () => {
    vendor.attempts += 1
    return vendor.reply()
  })
  const send = (call = openCall()) => codeOf(guarded(read, call))
  const sendFailing = async (times: number, reply = failing('UNAVAILABLE')) => {
    vendor.reply = reply
    for (let call = 0; call < times; call++) await send()
  }
  const states = () => events.map((event) => event.type === 'BREAKER' && event.state)
  return { vendor, guarded, send, sendFailing, states }
}

test('it opens after five failures in a row, and refuses at once then', async () => {
  const { vendor, guarded, send, sendFailing, states } = scripted()
  await sendFailing(4)
  expect(states()).toEqual([])
  await sendFailing(1, failing('TIMEOUT'))
  expect(states()).toEqual(['OPEN'])
  for (let call = 0; call < 100; call++) expect(await send()).toBe('UPSTREAM_UNAVAILABLE')
  expect(vendor.attempts).toBe(5)
  await expect(guarded(read, openCall())).rejects.toMatchObject({ details: { system: 'CRM', retryAfter: 5 } })
})

test.each<[string, () => Promise<unknown>]>([
  ['a success', async () => 'reply'],
  ['an answer that the record is unknown', failing('NOT_FOUND')],
])('%s ends a row of failures', async (_name, reply) => {
  const { vendor, send, sendFailing, states } = scripted()
  for (let round = 0; round < 3; round++) {
    await sendFailing(4)
    vendor.reply = reply
    await send()
  }
  expect(states()).toEqual([])
})

const answers: FailureClass[] = [
  'NOT_FOUND',
  'VALIDATION',
  'CONFLICT',
  'RATE_LIMITED',
  'EXPIRED',
  'AUTH',
  'FORBIDDEN',
  'BAD_RESPONSE',
  'SCHEMA_DRIFT',
]
test.each(answers)('%s is no outage, however often', async (failure) => {
  const { sendFailing, states } = scripted()
  await sendFailing(20, failing(failure))
  expect(states()).toEqual([])
})

test('what the gateway refused itself is no outage', async () => {
  const { sendFailing, states } = scripted()
  await sendFailing(20, refusedHere)
  expect(states()).toEqual([])
})

test('every 5 s one call tries, and the others are refused meanwhile', async () => {
  const { vendor, send, sendFailing, states } = scripted()
  await sendFailing(5)
  for (let round = 1; round <= 3; round++) {
    pass(4_999)
    await send()
    expect(vendor.attempts).toBe(5 + round - 1)

    pass(1)
    let end = (): void => undefined
    vendor.reply = () => new Promise((_, reject) => (end = () => void failing('UNAVAILABLE')().catch(reject)))
    const tried = send()
    expect(await send()).toBe('UPSTREAM_UNAVAILABLE')
    expect(await send()).toBe('UPSTREAM_UNAVAILABLE')
    end()
    expect(await tried).toBe('UPSTREAM_UNAVAILABLE')
    expect(vendor.attempts).toBe(5 + round)
  }
  expect(states()).toEqual(['OPEN', 'HALF_OPEN', 'OPEN', 'HALF_OPEN', 'OPEN', 'HALF_OPEN', 'OPEN'])
})

test.each<[string, () => Promise<unknown>, string]>([
  ['a success', async () => 'reply', 'CLOSED'],
  ['an answer that the record is unknown', failing('NOT_FOUND'), 'CLOSED'],
  ['a timeout', failing('TIMEOUT'), 'OPEN'],
  ['a refusal of our own', refusedHere, 'OPEN'],
  ['a client that left', () => Promise.reject(leave), 'OPEN'],
  ['a fault of ours', () => Promise.reject(new TypeError('x')), 'OPEN'],
])('tried with %s it is %3$s', async (_name, reply, state) => {
  const { vendor, send, sendFailing, states } = scripted()
  await sendFailing(5)
  pass(5_000)
  vendor.reply = reply
  await send()
  expect(states()).toEqual(['OPEN', 'HALF_OPEN', state])
  vendor.reply = async () => 'reply'
  expect(await send()).toBe(state === 'CLOSED' ? 'OK' : 'UPSTREAM_UNAVAILABLE')
})

test('a client that leaves is neither failure nor success', async () => {
  const { sendFailing, states } = scripted()
  await sendFailing(4)
  await sendFailing(20, () => Promise.reject(leave))
  expect(states()).toEqual([])
  await sendFailing(1)
  expect(states()).toEqual(['OPEN'])
})

test('a client of an earlier call that leaves while one tries does not spoil the try', async () => {
  const { vendor, send, sendFailing, states } = scripted()
  let leaveEarlier = (): void => undefined
  vendor.reply = () => new Promise((_, reject) => (leaveEarlier = () => reject(leave)))
  const earlier = send()
  await sendFailing(5)
  pass(5_000)
  let answer = (): void => undefined
  vendor.reply = () => new Promise((resolve) => (answer = () => resolve('reply')))
  const tried = send()
  leaveEarlier()
  await earlier
  await settle()
  answer()
  expect(await tried).toBe('OK')
  expect(states()).toEqual(['OPEN', 'HALF_OPEN', 'CLOSED'])
})

test.each([
  [1_000, ['OPEN']],
  [999, []],
])('five calls that ran out of their budget after %d ms: %j', async (ms, expected) => {
  const { vendor, send, states } = scripted()
  for (let call = 0; call < 5; call++) {
    const budget = new AbortController()
    vendor.reply = async () => {
      pass(ms)
      budget.abort(budgetEnd)
      throw budgetEnd
    }
    await send(openCall({ signal: budget.signal }))
  }
  expect(states()).toEqual(expected)
})
