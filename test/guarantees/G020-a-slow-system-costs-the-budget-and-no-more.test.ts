import { createServer, type Socket } from 'node:net'
import { cast } from '../../sandbox/world/cast.ts'
import { startSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.ts'
import { reportFigure } from '../support/report-figure.ts'

// G020: with one system that takes 10 s and a budget of 2 s a request, replies come within 2.2 s with everybody else's
// data, its connections are closed within a second, and who asks only other systems does not notice.
// The figure is 200 concurrent requests; a tenth unless HEADWATER_FULL=1.
const isFull = process.env.HEADWATER_FULL === '1'
const concurrent = isFull ? 200 : 20

let gateway: SandboxGateway
let id: string
/** OPERA's connections, at what stands in for it: it takes requests and says nothing for 10 s. */
const sockets = new Set<Socket>()
const slowServer = createServer((socket) => {
  sockets.add(socket)
  const timer = setTimeout(() => socket.destroy(), 10_000)
  socket
    .on('error', () => undefined)
    .on('close', () => {
      clearTimeout(timer)
      sockets.delete(socket)
    })
  socket.resume()
})
beforeAll(async () => {
  gateway = await startSandboxGateway({ limits: { requestTimeoutMs: 2_000 } })
  const { email } = gateway.world.persons[cast.showcase - 1]!
  const found = await gateway.query<{ customer: { id: string } }>(
    'query ($email: EmailAddress!) { customer(email: $email) { id vipLevel customerNumber loyaltyPoints } }',
    { email },
  )
  id = found.data!.customer.id
}, 120_000)
afterAll(async () => {
  for (const socket of sockets) socket.destroy()
  await new Promise((resolve) => slowServer.close(resolve))
  await gateway.close()
})

async function slowDown(): Promise<void> {
  await gateway.stop('opera')
  await new Promise<void>((resolve) => slowServer.listen(gateway.portOf('opera'), '127.0.0.1', resolve))
}

const allSystems =
  'query ($id: ID!) { customer(id: $id) { id givenName vipLevel customerNumber loyaltyPoints } }'
const others = 'query ($id: ID!) { customer(id: $id) { id givenName customerNumber loyaltyPoints } }'

async function timed(document: string) {
  const begunAt = performance.now()
  const reply = await gateway.query<{ customer: Record<string, unknown> }>(document, { id })
  return { ...reply, tookMs: performance.now() - begunAt }
}

const p95 = (replies: readonly { tookMs: number }[]) =>
  replies.map(({ tookMs }) => tookMs).toSorted((a, b) => a - b)[Math.floor(replies.length * 0.95)]!

test('one request takes its budget, and has the rest of its data', async () => {
  const calm = await timed(allSystems)
  await gateway.fault('opera', { kind: 'latency', value: 10_000 })
  const { status, data, errors, tookMs } = await timed(allSystems)
  await gateway.clearFaults()
  expect(status).toBe(200)
  // A busy machine takes its time with a healthy one, too.
  expect(tookMs).toBeLessThanOrEqual(2_200 + calm.tookMs)
  expect(data!.customer).toMatchObject({ id, givenName: expect.any(String), vipLevel: null })
  expect(data!.customer.customerNumber).not.toBeNull()
  expect(errors).toHaveLength(1)
  expect(errors![0]!.extensions).toMatchObject({ code: 'UPSTREAM_TIMEOUT', system: 'CRS', retryable: true })
}, 30_000)

async function burst(document: string) {
  return Promise.all(Array.from({ length: concurrent }, () => timed(document)))
}

test('who asks only other systems does not notice; the reply has everybody else’s data within the budget', async () => {
  await burst(others)
  const calm = [...(await burst(others)), ...(await burst(others)), ...(await burst(others))]
  await slowDown()
  const slow = burst(allSystems)
  // Its own work on the processor is done by then; what is left of it is waiting.
  await new Promise((resolve) => setTimeout(resolve, 500))
  const beside = [...(await burst(others)), ...(await burst(others)), ...(await burst(others))]
  for (const { errors } of beside) expect(errors).toBeUndefined()
  for (const { tookMs, data, errors } of await slow) {
    expect(tookMs).toBeLessThanOrEqual(2_200 + p95(calm))
    expect(data!.customer).toMatchObject({ givenName: expect.any(String), vipLevel: null })
    expect(errors).toHaveLength(1)
  }
  reportFigure(
    `G020: p95 of other systems ${p95(calm).toFixed(0)} ms calm, ${p95(beside).toFixed(0)} ms beside`,
  )
  // The twentieth of 60 is three requests, which other tests on the machine delay at will.
  const factor = isFull ? 1.2 : 2
  expect(p95(beside)).toBeLessThanOrEqual(p95(calm) * factor + 20)

  const endedBy = performance.now() + 1_000
  while (sockets.size > 0 && performance.now() < endedBy)
    await new Promise((resolve) => setTimeout(resolve, 20))
  expect(sockets.size).toBe(0)
}, 60_000)
