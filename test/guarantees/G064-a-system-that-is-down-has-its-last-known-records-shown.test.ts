import { setTimeout as delay } from 'node:timers/promises'
import { cast } from '../../sandbox/world/cast.ts'
import { startSandboxGateway, type Reply, type SandboxGateway } from '../support/sandbox-gateway.ts'

// G064: while a system fails, what was last read of it is shown for as long as the schema says (CRM: 1 m, then 1 h more), marked
// as stale and with its time, without an error; then null and the error. Who asks for fresh data gets the error at once.

const minuteMs = 60_000
/** How long nothing is sent to a system that failed. */
const openMs = 300
let gateway: SandboxGateway
let aheadMs = 0
let id: string

beforeAll(async () => {
  gateway = await startSandboxGateway({
    cache: true,
    now: () => Date.now() + aheadMs,
    patience: { openMs },
  })
  const { email } = gateway.world.persons[cast.showcase - 1]!
  const document = 'query ($email: EmailAddress!) { customer(email: $email) { id } }'
  const { data } = await gateway.query<{ customer: { id: string } }>(document, { email })
  id = data!.customer.id
}, 60_000)
afterAll(() => gateway.close())

interface Read {
  customer: {
    company: string | null
    loyaltyPoints: number | null
    sources: { system: string; asOf: string | null; stale: boolean }[]
  }
}

const document = `query ($id: ID!) { customer(id: $id) { company loyaltyPoints sources { system asOf stale } } }`
const read = () => gateway.query<Read>(document, { id })
const sourceOf = ({ data }: Reply<Read>, system: string) =>
  data?.customer.sources.find((source) => source.system === system)
const logged = (text: string) => gateway.log().split(text).length - 1
const staleReads = async () =>
  Number(
    /^headwater_cache_reads_total\{(?=[^}]*system="CRM")(?=[^}]*kind="Customer")(?=[^}]*outcome="stale")[^}]*\} (\d+)/m.exec(
      await gateway.metrics(),
    )?.[1],
  )

test('within its time the last known record is shown, then none; fresh reads fail at once, and all ends when it is back', async () => {
  // The first one links what it meets, and reads anew for that.
  await read()
  const before = await read()
  const company = before.data?.customer.company
  const asOf = sourceOf(before, 'CRM')?.asOf
  expect([before.errors, typeof company, typeof asOf]).toEqual([undefined, 'string', 'string'])
  await gateway.stop('hubspot')

  for (const afterMs of [1.1 * minuteMs, 30 * minuteMs, 60 * minuteMs]) {
    aheadMs = afterMs
    const reply = await read()
    expect(reply.errors).toBeUndefined()
    expect(reply.data?.customer.company).toBe(company)
    expect(sourceOf(reply, 'CRM')).toMatchObject({ asOf, stale: true })
    expect(sourceOf(reply, 'DATABASE')?.stale).toBe(false)
  }
  expect(await staleReads()).toBeGreaterThanOrEqual(3)
  expect(logged('the system fails: what was read of it before is shown')).toBe(1)

  const fresh = await gateway.post(JSON.stringify({ query: document, variables: { id } }), {
    'x-headwater-fresh': '1',
  })
  expect(JSON.parse(fresh.text)).toMatchObject({
    data: { customer: { company: null } },
    errors: [{ path: ['customer', 'company'], extensions: { code: 'UPSTREAM_UNAVAILABLE', system: 'CRM' } }],
  })

  aheadMs = 61.1 * minuteMs
  const over = await read()
  expect(over.data?.customer).toMatchObject({
    company: null,
    loyaltyPoints: before.data?.customer.loyaltyPoints,
  })
  expect(over.errors).toMatchObject([
    { path: ['customer', 'company'], extensions: { code: 'UPSTREAM_UNAVAILABLE', system: 'CRM' } },
  ])

  await gateway.resume('hubspot')
  aheadMs += minuteMs
  await delay(openMs)
  const again = await read()
  expect([again.errors, again.data?.customer.company]).toEqual([undefined, company])
  expect(sourceOf(again, 'CRM')?.stale).toBe(false)
  expect(logged('the system answers again')).toBe(1)
}, 60_000)
