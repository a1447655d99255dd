import { cast } from '../../sandbox/world/cast.ts'
import { createRemoteAudit } from '../../src/control/remote-audit.ts'
import { createKey, eventually, mutate, settledReceipts } from '../support/mutate.ts'
import { startSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.ts'

// G055: every write and every refusal is in the audit trail with who asked, through which client and request, what was and
// what is to be, what came of it at each system; the chain of it verifies, also after a person was erased from it.

interface Entry {
  event: string
  principal: string | null
  client: string | null
  requestId: string | null
  writeId: string | null
  entity: string | null
  entityId: string | null
  system: string | null
  outcome: string | null
  code: string | null
  upstreamRequestId: string | null
  facts: { name: string; value: string | null }[]
  fields: { field: string; visibility: string; before: string | null; after: string | null }[] | null
}

let gateway: SandboxGateway
let key: string
let id: string
beforeAll(async () => {
  gateway = await startSandboxGateway()
  key = await createKey(gateway, ['SALES', 'SUPPORT', 'DEVELOPER', 'OPERATOR'])
  const { data } = await gateway.query<{ customer: { id: string } }>(
    'query ($email: EmailAddress!) { customer(email: $email) { id } }',
    { email: gateway.world.persons[cast.showcase - 1]!.email },
  )
  id = data!.customer.id
})
afterAll(() => gateway.close())

async function trail(as = key): Promise<Entry[]> {
  const members =
    'event principal client requestId writeId entity entityId system outcome code upstreamRequestId facts { name value } fields { field visibility before after }'
  const { text } = await gateway.post(
    JSON.stringify({ query: `{ auditTrail(first: 50) { edges { node { ${members} } } } }` }),
    { 'x-api-key': as },
  )
  const { data } = JSON.parse(text) as { data: { auditTrail: { edges: { node: Entry }[] } } }
  return data.auditTrail.edges.map(({ node }) => node)
}
const factsOf = ({ facts }: Entry) => Object.fromEntries(facts.map(({ name, value }) => [name, value]))

test('a write: who, through what, before and after, and what came of it at each system', async () => {
  const { payload } = await mutate(gateway, `updateCustomer(id: "${id}", input: { familyName: "Audit" })`, {
    as: key,
  })
  await settledReceipts(gateway, payload!.writeId)
  const entries = (await trail()).filter(({ writeId }) => writeId === payload!.writeId)
  const intent = entries.find(({ event }) => event === 'customer.updated')!
  expect(intent).toMatchObject({ client: 'head office', entity: 'Customer', entityId: id })
  expect(intent.principal).toMatch(/^key:/)
  expect(intent.requestId).toMatch(/./)
  expect(intent.fields).toEqual([
    { field: 'familyName', visibility: 'SHOWN', before: '"Winterfeld"', after: '"Audit"' },
  ])
  const outcomes = entries.filter(({ event }) => event === 'customer.updated.outcome')
  expect(outcomes.map(({ system }) => system).sort()).toEqual(['CRM', 'CRS', 'ERP'])
  for (const outcome of outcomes) {
    expect(outcome).toMatchObject({
      outcome: 'APPLIED',
      principal: intent.principal,
      client: 'head office',
      requestId: intent.requestId,
    })
  }
})

test("a refusal by the system, with the vendor's own id of the call", async () => {
  await gateway.fault('hubspot', { kind: 'status', value: 400, operation: 'updateContact' })
  const { payload } = await mutate(gateway, `updateCustomer(id: "${id}", input: { company: "No" })`, {
    as: key,
  })
  await gateway.clearFaults()
  const outcome = (await trail()).find(
    ({ event, writeId }) => event.endsWith('.outcome') && writeId === payload!.writeId,
  )!
  expect(outcome).toMatchObject({
    outcome: 'REJECTED',
    code: 'BAD_USER_INPUT',
    upstreamRequestId: payload!.receipts[0]!.reason!.upstreamRequestId,
  })
  expect(outcome.upstreamRequestId).toMatch(/./)
})

test('a refusal by the gateway: of a mutation, and of a field of one', async () => {
  await mutate(gateway, `updateCustomer(id: "${id}", input: { email: "x@example.com" })`, { as: 'support' })
  await mutate(gateway, `adjustInventory(id: "${id}", by: "1")`, { as: 'sales' })
  const denied = await eventually(
    async () => (await trail()).filter(({ event }) => event === 'denied'),
    (entries) => entries.length >= 2,
  )
  expect(denied.map((entry) => [entry.principal, factsOf(entry).coordinate])).toEqual(
    expect.arrayContaining(
      [
        ['sandbox-support', '"Customer.email"'],
        ['sandbox-sales', '"Mutation.adjustInventory"'],
      ].map(([who, what]) => [who, expect.stringContaining(what!.replaceAll('"', ''))]),
    ),
  )
})

test('values are shown as their fields are', async () => {
  const seen = (await trail('sandbox-operator')).find(({ event }) => event === 'customer.updated')!
  expect(seen.fields).toEqual([expect.objectContaining({ visibility: 'HIDDEN', before: null, after: null })])
})

test('the chain verifies, also after a person was erased: their values are gone, the entries are not', async () => {
  const audit = createRemoteAudit(gateway.control)
  const whole = () =>
    eventually(
      () => audit.verify(null),
      ({ unsealed }) => unsealed === 0,
    )
  expect(await whole()).toMatchObject({ firstBad: null, entries: expect.any(Number) })
  const before = (await trail()).filter(({ event }) => event === 'customer.updated').length
  await audit.erase(id, 'cli:test')
  const after = (await trail()).filter(({ event }) => event === 'customer.updated')
  expect(after).toHaveLength(before)
  expect(JSON.stringify(after)).not.toContain('Winterfeld')
  expect((await whole()).firstBad).toBeNull()
})
