import { cast } from '../../sandbox/world/cast.ts'
import { startSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.ts'
import { wholeCustomer } from './customer-page.ts'

// G006: results are matched by id, never by position: replies in another order, with records twice or not at all,
// change nothing else; a record that is missing reads null without an error.

type Records = Record<string, unknown>[]

/** How replies to batches are changed; the order of lists is the vendor's answer and stays. */
let change: ((records: Records, operation: string) => Records) | null = null

/** The list of records in a reply of each vendor's batch operations. */
const batches: Record<
  string,
  (body: Record<string, unknown>, next: (records: Records) => Records) => unknown
> = {
  batchReadContacts: (body, next) => ({ ...body, results: next(body.results as Records) }),
  listCustomers: (body, next) => ({ ...body, value: next(body.value as Records) }),
  listItems: (body, next) => ({ ...body, value: next(body.value as Records) }),
  getProfilesByIds(body, next) {
    const { profiles } = body as { profiles: { profileInfo: Records } }
    return { ...body, profiles: { ...profiles, profileInfo: next(profiles.profileInfo) } }
  },
}

let gateway: SandboxGateway
let healthy: Record<string, unknown>
/** Five customers whom all systems know, by their CRM ids: one batch each. */
const numbers = [cast.showcase, cast.umlautSpelledOut, cast.sharpS, cast.accentsDropped, cast.upperCase]
const page = `{ ${numbers
  .map(
    (number) =>
      `c${number}: customerByExternalId(system: CRM, id: "${401_000 + number}") { ${wholeCustomer} }`,
  )
  .join('\n')} }`

beforeAll(async () => {
  gateway = await startSandboxGateway({
    tamper(_vendor, operation, reply) {
      const alter = batches[operation]
      if (!change || !alter || reply.status > 299) return reply
      const altered = change
      const body = structuredClone(reply.body) as Record<string, unknown>
      return { ...reply, body: alter(body, (records) => altered(records, operation)) }
    },
  })
  await gateway.query(page)
  const { data, errors } = await gateway.query(page)
  expect(errors).toBeUndefined()
  healthy = data!
})
afterAll(() => gateway.close())
beforeEach(() => (change = null))

test.each<[string, (records: Records) => Records]>([
  ['in reverse', (records) => records.toReversed()],
  [
    'in another order',
    (records) => records.toSorted((a, b) => (JSON.stringify(a) > JSON.stringify(b) ? 1 : -1)),
  ],
  ['each twice', (records) => [...records, ...records]],
  ['the first one many times', (records) => [...records.slice(0, 1), ...records, ...records.slice(0, 1)]],
])('%s, and the reply is the same', async (_claim, how) => {
  change = how
  const { data, errors } = await gateway.query(page)
  expect(errors).toBeUndefined()
  expect(data).toEqual(healthy)
})

test.each([
  ['CRM', 'batchReadContacts', ['givenName', 'email']],
  ['ERP', 'listCustomers', ['customerNumber', 'blocked']],
  ['CRS', 'getProfilesByIds', ['vipLevel', 'membershipNumber']],
])(
  'a record that %s leaves out is null without an error, and nobody gets another’s',
  async (system, operation, fields) => {
    // The names in the wire records of the third customer, whom every system spells like this or so.
    const gone = /K(ä|ae)the|KAETHE|401003|C10030|80009/
    await gateway.resetRequests()
    change = (records, from) =>
      from === operation ? records.filter((record) => !gone.test(JSON.stringify(record))) : records
    const only = { CRM: 'givenName email', ERP: 'customerNumber blocked', CRS: 'vipLevel membershipNumber' }[
      system
    ]
    const narrow = page.replaceAll(wholeCustomer, `id ${only}`)
    const { data, errors } = await gateway.query<Record<string, Record<string, unknown> | null>>(narrow)
    change = null
    expect(errors).toBeUndefined()
    // A record that is gone ends its link: the CRM's own is looked up anew in the next case.
    expect(gateway.calls().map((call) => call.operation)).toContain(operation)
    for (const number of numbers) {
      const was = healthy[`c${number}`] as Record<string, unknown>
      for (const field of fields) {
        const value = number === cast.sharpS ? null : was[field]
        expect({ number, field, value: data?.[`c${number}`]?.[field] }).toEqual({ number, field, value })
      }
    }
  },
)

test('a batch of which the vendor knows only a part (207) gives that part, and null for the rest', async () => {
  await gateway.resetRequests()
  const { data, errors } = await gateway.query(
    '{ a: customerByExternalId(system: CRM, id: "99999999") { id } b: customerByExternalId(system: CRM, id: "401031") { givenName } c: customerByExternalId(system: CRM, id: "88888888") { id } }',
  )
  expect(errors).toBeUndefined()
  expect(data).toEqual({ a: null, b: { givenName: expect.any(String) }, c: null })
  expect(gateway.calls().filter(({ status }) => status === 207)).toHaveLength(1)
})
