import { freePorts, runHeadwater, temporaryFolder, type Run } from './run-headwater.ts'
import { prepareStore } from '../support/prepare-store.ts'

const dataDir = temporaryFolder()
let environment: Record<string, string>
let port: number
let gateway: Run

const writes = async (...args: string[]) => {
  const run = runHeadwater(['writes', ...args], environment)
  return { code: await run.ended, stdout: run.stdout, stderr: run.stderr.trim() }
}
const ask = async (key: string, query: string, requestId = 'asked') => {
  const headers = { 'content-type': 'application/json', 'x-api-key': key, 'x-request-id': requestId }
  const body = JSON.stringify({ query })
  const reply = await fetch(`http://127.0.0.1:${port}/graphql`, { method: 'POST', headers, body })
  return (await reply.json()) as { data: Record<string, Record<string, unknown>>; errors?: unknown }
}
const opera = (path: string, method: string, body: object) =>
  fetch(`http://127.0.0.1:${port + 4}/__sandbox/${path}`, { method, body: JSON.stringify(body) })

beforeAll(async () => {
  await prepareStore(dataDir)
  port = await freePorts(6)
  environment = {
    PORT: String(port),
    SANDBOX_PORT: String(port + 1),
    METRICS_PORT: String(port + 5),
    HEADWATER_DATA_DIR: dataDir,
  }
  gateway = runHeadwater(['start'], environment)
  await gateway.saw('Ctrl-C stops everything')
}, 60_000)
afterAll(async () => {
  gateway.child.kill('SIGTERM')
  await gateway.ended
})

/** A booking whose reply is lost, at a house that keeps no references: nobody can say whether it was made. */
const bookInDoubt = async (requestId: string): Promise<{ writeId: string; reservation: string }> => {
  const { data: found } = await ask(
    'sandbox-developer',
    '{ customer(email: "clara.winterfeld@example.com") { id } }',
  )
  await opera('references', 'PUT', { kept: false })
  await opera('faults', 'POST', { operation: 'postReservation', kind: 'dropAfterApply', count: 1 })
  const input = `customer: "${String(found.customer?.id)}", property: "HWBER", roomType: "DBL", ratePlan: "BAR",
    arrival: "2027-03-01", departure: "2027-03-05", adults: 1`
  const { data } = await ask(
    'sandbox-frontdesk',
    `mutation { createBooking(input: { ${input} }) { writeId receipts { status } } }`,
    requestId,
  )
  const { writeId, receipts } = data.createBooking as unknown as { writeId: string; receipts: object[] }
  expect(receipts).toEqual([{ status: 'NEEDS_REVIEW' }])
  const reply = await fetch(`http://127.0.0.1:${port + 4}/__sandbox/records/reservations`)
  const ids = [...(await reply.text()).matchAll(/"id":"(\d+)","type":"Reservation"/g)].map(([, id]) =>
    Number(id),
  )
  return { writeId, reservation: String(Math.max(...ids)) }
}

test('what needs review is listed and shown without values, confirmed with its record, and audited with who did it', async () => {
  const { writeId, reservation } = await bookInDoubt('in-doubt-1')

  const listed = await writes('list', '--status', 'NEEDS_REVIEW,FAILED', '--system', 'CRS', '--since', '1h')
  expect(listed).toMatchObject({ code: 0, stderr: '' })
  expect(listed.stdout.split('\n')[0]).toMatch(
    /^AGE +WRITE +MUTATION +SYSTEM +OPERATION +STATUS +TRIES +NEXT +WHY$/,
  )
  expect(listed.stdout).toMatch(
    new RegExp(
      `s +${writeId} +createBooking +CRS +create Booking +NEEDS_REVIEW +1 +- +UNVERIFIED: CRS may have`,
    ),
  )
  expect(JSON.parse((await writes('list', '--request', 'in-doubt-1', '--json')).stdout)).toMatchObject({
    id: writeId,
  })

  const shown = await writes('show', writeId)
  expect(shown.stdout).toMatch(/fields +.*property/)
  expect(shown.stdout).not.toContain('HWBER')
  expect((await writes('show', writeId, '--values')).stdout).toContain('HWBER')

  expect((await writes('confirm', writeId, '--system', 'CRS')).stderr).toMatch(/^Say by externalId/)
  const confirmed = await writes('confirm', writeId, '--system', 'CRS', '--external-id', reservation)
  expect(confirmed).toMatchObject({ code: 0, stderr: '' })
  expect(confirmed.stdout).toMatch(/CRS +create Booking +APPLIED/)
  const { data } = await ask(
    'sandbox-operator',
    `{ write(id: "${writeId}") { entityId receipts { externalId } } }`,
  )
  expect(data.write).toEqual({ entityId: expect.any(String), receipts: [{ externalId: reservation }] })

  const trail = runHeadwater(['audit', 'list', '--write', writeId], environment)
  await trail.ended
  for (const event of ['write.confirmed', 'write.values.shown'])
    expect(trail.stdout).toMatch(new RegExp(`${event.replaceAll('.', '\\.')} +cli:`))
}, 90_000)

test('a retry sends again, late as it is; a second one has nothing to do, and says so with exit code 1', async () => {
  const { writeId } = await bookInDoubt('in-doubt-2')
  const retried = await writes('retry', writeId)
  expect(retried).toMatchObject({ code: 0, stderr: '' })
  expect(retried.stdout).toMatch(/CRS +create Booking +APPLIED/)
  const again = await writes('retry', writeId)
  expect(again).toMatchObject({
    code: 1,
    stderr: 'There is nothing to retry in this write; nothing was changed.',
  })
}, 90_000)

test('what cannot be done is refused in one line', async () => {
  const refusals: [string[], string][] = [
    [['show', 'nothing'], 'There is no write with this id'],
    [['list', '--status', 'STUCK'], '--status: has to be of QUEUED, NEEDS_REVIEW'],
    [['list', '--system', 'XYZ'], '--system: has to be one of '],
  ]
  const refused = await Promise.all(refusals.map(([args]) => writes(...args)))
  expect(refused.map(({ code, stderr }) => [code, stderr.split('\n')])).toEqual(
    refusals.map(([, reason]) => [1, [expect.stringContaining(reason)]]),
  )
}, 60_000)

test('without a gateway on the embedded store it says what to start', async () => {
  const run = runHeadwater(['writes', 'list'], { ...environment, HEADWATER_DATA_DIR: `${dataDir}-elsewhere` })
  expect(await run.ended).toBe(1)
  expect(run.stderr.trim().split('\n')).toEqual([
    expect.stringContaining('No gateway runs on the data folder'),
  ])
}, 60_000)
