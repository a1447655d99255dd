import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { traceCalls, traceGuardedCalls } from '../../../src/datasources/transport/trace-calls.ts'
import type { UpstreamRequest } from '../../../src/datasources/transport/upstream-request.ts'
import { upstreamError } from '../../../src/datasources/failures.ts'
import { runInScope } from '../../../src/observability/request-scope.ts'
import { inRequestSpan } from '../../../src/observability/tracing.ts'
import { registerTestProvider } from './tracing-provider.ts'

const upstream = { system: 'CRM', vendor: 'Invented CRM' }
const request: UpstreamRequest = {
  operation: 'batchRead',
  effect: 'READ',
  method: 'POST',
  path: '/contacts/4711',
  headers: { authorization: 'Bearer top-secret' },
}
const reply = { status: 200, headers: {}, body: '{}', data: {} }
const traceId = '0af7651916cd43dd8448eb211c80319c'
const traceparent = `00-${traceId}-b7ad6b7169203331-01`

afterEach(() => trace.disable())

const newCall = (signal = new AbortController().signal) => ({ signal, requestId: 'r1' })

/** One call inside a request that came with `headers`, as the gateway makes it; gives the headers that went out. */
async function callWithin(
  headers: Record<string, string | string[]>,
  answer: () => Promise<typeof reply> = () => Promise.resolve(reply),
  call = newCall(),
): Promise<Record<string, string>> {
  let sent: Readonly<Record<string, string>> = {}
  const send = traceCalls(upstream)((outgoing) => {
    sent = outgoing.headers ?? {}
    return answer()
  })
  await inRequestSpan(headers, 'POST /graphql', async ({ context, end }) => {
    const scope = { requestId: 'r1', principal: null, operation: null, errors: new Set<string>() }
    await runInScope({ ...scope, trace: context }, () => send(request, call))
    end({ status: 200, requestId: 'r1', operation: 'Page', errors: ['NOT_FOUND'] })
  })
  return sent
}

describe('without an SDK', () => {
  test('a trace that came with the request is forwarded as it came', async () => {
    const sent = await callWithin({ traceparent, tracestate: 'vendor=a1,other=b2' })
    expect(sent).toEqual({
      authorization: 'Bearer top-secret',
      traceparent,
      tracestate: 'vendor=a1,other=b2',
    })
  })

  test('without one, nothing is added', async () => {
    expect(await callWithin({})).toEqual({ authorization: 'Bearer top-secret' })
  })

  test.each([
    ['no hexadecimal', `00-${'g'.repeat(32)}-b7ad6b7169203331-01`],
    ['capitals', `00-${traceId.toUpperCase()}-b7ad6b7169203331-01`],
    ['zeros for a trace', `00-${'0'.repeat(32)}-b7ad6b7169203331-01`],
    ['zeros for a span', `00-${traceId}-${'0'.repeat(16)}-01`],
    ['more than belongs there', `${traceparent}-x`],
    ['a second line', `${traceparent}\r\nx-evil: 1`],
    ['another version', `ff-${traceId}-b7ad6b7169203331-01`],
    ['two of them', `${traceparent}, ${traceparent}`],
  ])('a traceparent with %s is not forwarded', async (_, malformed) => {
    const sent = await callWithin({ traceparent: malformed, tracestate: 'vendor=a1' })
    expect(Object.keys(sent)).toEqual(['authorization'])
  })

  test('of a tracestate only well-formed entries are forwarded, and nothing of one that is too long', async () => {
    const mixed = await callWithin({ traceparent, tracestate: 'good=1,BAD KEY=2,also=\u0001' })
    expect(mixed.tracestate).toBe('good=1')
    const long = await callWithin({ traceparent, tracestate: `a=${'x'.repeat(600)}` })
    expect(long).not.toHaveProperty('tracestate')
  })

  test('baggage of the caller never reaches a vendor', async () => {
    const sent = await callWithin({ traceparent, baggage: 'customer=4711' })
    expect(JSON.stringify(sent)).not.toContain('4711')
  })
})

describe('with a provider', () => {
  test('one CLIENT span a call, below the request, which is below the caller', async () => {
    const ended = registerTestProvider()
    const sent = await callWithin({ traceparent })
    const [client, server] = ended

    expect(ended).toHaveLength(2)
    expect(server).toMatchObject({
      name: 'POST /graphql',
      kind: SpanKind.SERVER,
      parentSpanId: 'b7ad6b7169203331',
      status: undefined,
      attributes: {
        'http.response.status_code': 200,
        'headwater.request_id': 'r1',
        'graphql.operation.name': 'Page',
        'headwater.errors': ['NOT_FOUND'],
      },
    })
    expect(client).toMatchObject({ name: 'CRM batchRead', kind: SpanKind.CLIENT, status: undefined })
    expect(client!.parentSpanId).toBe(server!.context.spanId)
    expect(client!.attributes).toEqual({
      'headwater.system': 'CRM',
      'headwater.operation': 'batchRead',
      'http.request.method': 'POST',
      'http.response.status_code': 200,
    })
    expect(sent.traceparent).toBe(`00-${traceId}-${client!.context.spanId}-01`)
  })

  test('a failure is an ERROR with code and status, and without a text', async () => {
    const [client] = await failWith(
      upstreamError(upstream, 'RATE_LIMITED', { status: 429 }, 'upstream text of 10.0.0.7'),
    )
    expect(client!.status).toBe(SpanStatusCode.ERROR)
    expect(client!.attributes).toMatchObject({
      'error.type': 'RATE_LIMITED',
      'http.response.status_code': 429,
    })
    expect(client!.texts).toEqual([undefined])
    expect(JSON.stringify(client)).not.toMatch(/upstream text|top-secret|4711/)
  })

  test('an error that nobody foresaw is INTERNAL, and the caller who left is ABORTED', async () => {
    const [unforeseen] = await failWith(new TypeError('row of Ada Example'))
    expect(unforeseen!.attributes['error.type']).toBe('INTERNAL')
    expect(JSON.stringify(unforeseen)).not.toContain('Ada')
    const [left] = await failWith(new Error('aborted'), newCall(AbortSignal.abort()))
    expect(left!.attributes['error.type']).toBe('ABORTED')
  })

  test('calls that are not HTTP have a span, too', async () => {
    const ended = registerTestProvider()
    const guarded = traceGuardedCalls(upstream)(() => Promise.resolve('rows'))
    expect(await guarded({ operation: 'customers by id', effect: 'READ' }, newCall())).toBe('rows')
    expect(ended).toMatchObject([
      {
        name: 'CRM customers by id',
        attributes: { 'headwater.system': 'CRM', 'headwater.operation': 'customers by id' },
      },
    ])
  })

  test('a request is an ERROR when the gateway failed, not when the caller did', () => {
    const ended = registerTestProvider()
    for (const status of [400, 503])
      inRequestSpan({}, 'POST /graphql', ({ end }) =>
        end({ status, requestId: 'r1', operation: null, errors: [] }),
      )
    expect(ended.map(({ status }) => status)).toEqual([undefined, SpanStatusCode.ERROR])
  })
})

/** The spans of a call that fails; it fails for its caller just the same. */
async function failWith(error: Error, call = newCall()) {
  trace.disable()
  const ended = registerTestProvider()
  await expect(callWithin({ traceparent }, () => Promise.reject(error), call)).rejects.toBe(error)
  return ended
}
