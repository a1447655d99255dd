import { cast } from '../../sandbox/world/cast.ts'
import { createRandom } from '../../sandbox/world/random.ts'
import { startSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.ts'
import { drawSeed } from '../support/draw-seed.ts'
import { wholeCustomerByEmail } from './customer-page.ts'
import { readRawCustomers, type RawCustomers } from './raw-customer.ts'

// G001: one query gives each field from the system that owns it.

// The figure is 300 persons; a tenth unless HEADWATER_FULL=1.
const persons = process.env.HEADWATER_FULL === '1' ? 300 : 30

let gateway: SandboxGateway
let raw: RawCustomers
beforeAll(async () => {
  gateway = await startSandboxGateway()
  raw = await readRawCustomers(gateway, new Date().toISOString().slice(0, 10))
})
afterAll(() => gateway.close())

async function expectTruth(number: number): Promise<void> {
  const person = gateway.world.persons[number - 1]!
  const { data, errors } = await gateway.query<{ customer: Record<string, unknown> }>(wholeCustomerByEmail, {
    email: person.email,
  })
  expect({ number, errors }).toEqual({ number, errors: undefined })
  const { id, ...fields } = data!.customer
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5/)
  expect({ number, ...fields }).toEqual({ number, ...raw.expect(person) })
}

test('the showcase person, whom all four systems know', () => expectTruth(cast.showcase))

test.each(['shopOnly', 'guestOnly', 'onlyCrm', 'withoutHistory', 'umlautSpelledOut', 'emailCase'] as const)(
  '%s, a person with something missing or spelled in many ways',
  (name) => expectTruth(cast[name]),
)

test(`${persons} persons drawn by chance (seed ${drawSeed}), as messy as they are`, async () => {
  const random = createRandom(drawSeed)
  // Duplicate profiles are linked to nobody (G007).
  const known = gateway.world.persons.filter(
    ({ number, crmId, email, crsDuplicateIds }) =>
      number > 40 && crmId && email && crsDuplicateIds.length === 0,
  )
  for (let count = 0; count < persons; count++) await expectTruth(random.pick(known).number)
})
