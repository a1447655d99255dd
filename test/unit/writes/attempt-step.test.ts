import type { RecordSource } from '../../../src/datasources/datasource.ts'
import { upstreamError } from '../../../src/datasources/failures.ts'
import type { CreateOperation, Found, RecordWriting } from '../../../src/datasources/writing.ts'
import { attemptStep } from '../../../src/writes/attempt-step.ts'
import type { Attempt } from '../../../src/writes/attempt.ts'
import type { ClaimedStep } from '../../../src/writes/write-book.ts'
import { defaultWritePatience } from '../../../src/writes/write-parts.ts'
import type { Step, StepReason } from '../../../src/writes/write.ts'
import { newStep } from '../../support/write-requests.ts'

const { settleMs, maxAttempts } = defaultWritePatience
const call = { signal: new AbortController().signal, deadlineAt: Infinity, requestId: 'request-1' }
const upstream = { system: 'ERP', vendor: 'Test' }
let now = 0
let runs = 0
let found: Found
let failure: Error | null

beforeEach(() => {
  now = 1_000_000
  runs = 0
  found = 'ABSENT'
  failure = null
})

const create: CreateOperation = {
  required: new Set(),
  honoursKey: false,
  run() {
    runs += 1
    return failure ? Promise.reject(failure) : Promise.resolve({ externalId: 'made', record: null })
  },
  findApplied: () => Promise.resolve(found),
}

function attempt(step: Partial<Step>): Promise<Attempt> {
  const writing = { create, actions: new Map(), needsReadBack: false } as unknown as RecordWriting
  const records = new Map([['Order', { entity: 'Order', part: null, writing } as unknown as RecordSource]])
  const claimed = {
    step: {
      ...newStep({ kind: 'CREATE', system: 'ERP', entity: 'Order' }),
      writeId: 'write-1',
      externalId: null,
      ...step,
    },
    writeEntityId: null,
  } as ClaimedStep
  return attemptStep(
    {
      datasources: new Map([
        ['ERP', { vendor: 'Test', records, operations: new Map(), close: () => Promise.resolve() }],
      ]),
      now: () => now,
      patience: defaultWritePatience,
      locator: {
        linkOf: () => Promise.resolve({ state: 'ABSENT' }),
        toExternal: (values) => Promise.resolve({ ...values }),
      },
    },
    claimed,
    call,
  )
}

async function reasonOfTimeout(): Promise<StepReason> {
  failure = upstreamError(upstream, 'TIMEOUT')
  const failed = await attempt({})
  if (failed.kind !== 'failed') throw new Error(failed.kind)
  expect(failed.isInDoubt).toBe(true)
  failure = null
  return failed.reason
}

test('what timed out and is not found is looked for again, and not sent, while the system may still be at it', async () => {
  const reason = await reasonOfTimeout()
  now += settleMs - 1_000
  expect(await attempt({ isInDoubt: true, reason })).toEqual({
    ...{ kind: 'failed', reason, isInDoubt: true, retryAfter: 1, wasAttempted: false },
  })
  found = { externalId: 'late', record: null }
  expect(await attempt({ isInDoubt: true, reason })).toEqual({ kind: 'applied', written: found })
  expect(runs).toBe(1)
})

test('after that it counts as not applied, and is sent again', async () => {
  const reason = await reasonOfTimeout()
  now += settleMs
  expect(await attempt({ isInDoubt: true, reason })).toMatchObject({
    kind: 'applied',
    written: { externalId: 'made' },
  })
  expect(runs).toBe(2)
})

test('a connection that broke says that the system is done with it: what is not found then is sent at once', async () => {
  failure = upstreamError(upstream, 'UNAVAILABLE')
  const failed = await attempt({})
  failure = null
  expect(failed).toMatchObject({ kind: 'failed', isInDoubt: true })
  expect(await attempt({ isInDoubt: true, reason: (failed as { reason: StepReason }).reason })).toMatchObject(
    { kind: 'applied' },
  )
})

test('what was tried often enough is looked up once more, and not sent again', async () => {
  const spent = { isInDoubt: true, attempts: maxAttempts }
  expect((await attempt(spent)).kind).toBe('spent')
  found = { externalId: 'late', record: null }
  expect((await attempt(spent)).kind).toBe('applied')
  expect(runs).toBe(0)
})

test('what somebody has tried anew has as many attempts again', async () => {
  expect((await attempt({ isInDoubt: false, attempts: maxAttempts })).kind).toBe('applied')
  expect((await attempt({ isInDoubt: true, attempts: maxAttempts + 1 })).kind).toBe('applied')
  expect(runs).toBe(2)
})
