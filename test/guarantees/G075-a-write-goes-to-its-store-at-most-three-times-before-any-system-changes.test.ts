import { PGlite } from '@electric-sql/pglite'
import { cast } from '../../sandbox/world/cast.ts'
import { createKey, mutate, settledReceipts } from '../support/mutate.ts'
import { startSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.ts'

// G075: from the request on, a write goes to the gateway's store at most three times before it changes anything at a
// system, however many owners it has and whatever is copied; once for each step that came to its end; and once for its
// receipts where more than these steps has changed, else not at all.

let gateway: SandboxGateway
let key: string
let customer: string
const statements: { text: string; at: number }[] = []

beforeAll(async () => {
  const { query } = PGlite.prototype
  jest.spyOn(PGlite.prototype, 'query').mockImplementation(function (this: PGlite, ...asked) {
    statements.push({ text: asked[0], at: performance.now() })
    return query.apply(this, asked)
  })
  gateway = await startSandboxGateway()
  key = await createKey(gateway, ['SALES', 'FINANCE', 'SUPPORT', 'FRONTDESK', 'OPERATOR', 'DEVELOPER'])
  const { email } = gateway.world.persons[cast.showcase - 1]!
  // What links the customer to each system is known from here on.
  const { data } = await gateway.query<{ customer: { id: string } }>(
    'query ($email: EmailAddress!) { customer(email: $email) { id company creditLimit { amount } vipLevel segment } }',
    { email },
  )
  customer = data!.customer.id
})
afterAll(async () => {
  jest.restoreAllMocks()
  await gateway.close()
})

/** Tables of writes, of their audit, and of who is who. */
const tables = /\b(?:idempotency|write|write_step|audit_entry|audit_key|link|alias|identity_review)\b/
/** Of these, what the gateway's workers and its seal ask for by themselves. */
const besides =
  /^(?:with due as|with lost as|update write_step s\s+set state = 'RUNNING'|select\s+ceil\(|select s\.(?:id|system)\b|select seal_audit)|headwater_queue/

async function countedOf(input: string) {
  await gateway.resetRequests()
  statements.length = 0
  const field = `updateCustomer(id: "${customer}", idempotencyKey: "${crypto.randomUUID()}", input: { ${input} })`
  const { payload, errors } = await mutate(gateway, field, { as: key })
  expect(errors).toBeUndefined()
  const own = statements.filter(({ text }) => tables.test(text) && !besides.test(text))
  const changes = gateway.calls().filter(({ operation }) => /^(?:update|put)/.test(operation))
  const firstAt = Math.min(...changes.map(({ startedAt }) => startedAt))
  const before = own.filter(({ at }) => at < firstAt).map(({ text }) => text)
  const after = own.filter(({ at }) => at >= firstAt).map(({ text }) => text)
  const receipts = await settledReceipts(gateway, payload!.writeId)
  return { before, after, receipts, systems: new Set(changes.map(({ system }) => system)) }
}

const kindOf = (text: string) =>
  /from idempotency\s+where/.test(text)
    ? 'key'
    : text.includes('insert into write (')
      ? 'record'
      : text.includes('with settled as')
        ? 'settle'
        : text.includes('from write w left join write_step')
          ? 'read'
          : text

test.each([
  ['one owner', 'company: "One AG"', 1, []],
  ['one owner, and copies elsewhere', 'givenName: "Copied"', 1, ['read']],
  [
    'three owners',
    'company: "Three AG", creditLimit: { amount: "10.00", currency: "EUR" }, vipLevel: "2"',
    3,
    [],
  ],
])('%s', async (_, input, owners, read) => {
  const { before, after, receipts } = await countedOf(input)
  expect(before.map(kindOf)).toEqual(['key', 'record'])
  // Those that are settled while the answer is on its way are not waited for: copies.
  const length = read.length > 0 ? owners + 1 : after.length
  expect(after.map(kindOf).slice(0, length)).toEqual([...Array(owners).fill('settle'), ...read])
  expect(receipts.filter(({ status }) => status === 'APPLIED').length).toBeGreaterThanOrEqual(owners)
})
