import { createRemoteKeys } from '../../src/control/remote-keys.ts'
import { cast } from '../../sandbox/world/cast.ts'
import { createKey, mutate, settledReceipts, statusesOf } from '../support/mutate.ts'
import { startSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.ts'

// G050: a change that was made for a version that has passed is refused with both values, at each kind of system; who may
// not read the field sees neither of them, who sees it masked sees a mask. Writes to one record come one after the other.

let gateway: SandboxGateway
let key: string
let id: string
beforeAll(async () => {
  gateway = await startSandboxGateway()
  key = await createKey(gateway, ['SALES', 'FINANCE', 'SUPPORT', 'FRONTDESK', 'DEVELOPER'])
  const { email } = gateway.world.persons[cast.showcase - 1]!
  const { data } = await gateway.query<{ customer: { id: string } }>(
    'query ($email: EmailAddress!) { customer(email: $email) { id } }',
    { email },
  )
  id = data!.customer.id
})
afterAll(() => gateway.close())

async function versionOf(system: string): Promise<string> {
  const { data } = await gateway.query<{ customer: { sources: { system: string; version: string }[] } }>(
    'query ($id: ID!) { customer(id: $id) { company creditLimit { amount } vipLevel loyaltyPoints sources { system version } } }',
    { id },
  )
  return data!.customer.sources.find((source) => source.system === system)!.version
}

type Case = [system: string, first: string, second: string, field: string, theirs: unknown, yours: unknown]
const money = (amount: string) => `creditLimit: { amount: "${amount}", currency: "EUR" }`
const cases: Case[] = [
  ['CRM', 'company: "Theirs"', 'company: "Mine"', 'company', 'Theirs', 'Mine'],
  [
    'ERP',
    money('100'),
    money('200'),
    'creditLimit',
    { amount: '100.00', currency: 'EUR' },
    { amount: '200', currency: 'EUR' },
  ],
  ['CRS', 'vipLevel: "1"', 'vipLevel: "2"', 'vipLevel', '1', '2'],
  ['DATABASE', 'loyaltyPoints: 1', 'loyaltyPoints: 2', 'loyaltyPoints', 1, 2],
]

test.each(cases)('%s', async (system, first, second, field, theirs, yours) => {
  const version = await versionOf(system)
  expect(version).toEqual(expect.any(String))
  const update = (input: string, at: string, as = key) =>
    mutate(
      gateway,
      `updateCustomer(id: "${id}", input: { ${input} }, ifVersion: [{ system: ${system}, version: ${JSON.stringify(at)} }])`,
      { as },
    )
  const one = await update(first, version)
  expect(statusesOf(one.payload?.receipts)[0]).toBe(`${system} update APPLIED`)
  const two = await update(second, version)
  expect(statusesOf(two.payload?.receipts)).toEqual([`${system} update REJECTED`])
  const [error] = two.payload!.userErrors
  expect(error).toMatchObject({ code: 'CONFLICT', field, system })
  expect({ it: JSON.parse(error!.theirs!) as unknown }).toMatchObject({ it: theirs })
  expect({ it: JSON.parse(error!.yours!) as unknown }).toMatchObject({ it: yours })
  const three = await update(second, await versionOf(system))
  expect(statusesOf(three.payload?.receipts)[0]).toBe(`${system} update APPLIED`)
})

test('a guest sees what is theirs; who may set and not read sees nothing of it', async () => {
  const version = await versionOf('CRM')
  await mutate(gateway, `updateCustomer(id: "${id}", input: { familyName: "Winter" })`, { as: key })
  const late = (as: string, input: string) =>
    mutate(
      gateway,
      `updateCustomer(id: "${id}", input: { ${input} }, ifVersion: [{ system: CRM, version: ${JSON.stringify(version)} }])`,
      { as },
    )
  const guest = await late('guest', 'familyName: "Sommer"')
  expect(guest.payload?.userErrors).toEqual([
    expect.objectContaining({ code: 'CONFLICT', yours: '"Sommer"', theirs: '"Winter"' }),
  ])
  const { secret } = await createRemoteKeys(gateway.control).create({
    ...{
      name: 'writes only',
      roles: ['SALES'],
      scopes: ['write:Customer'],
      tenant: 'sandbox',
      customer: null,
    },
    ...{ expiresInMs: null, attributes: { accounts: 'ALL' } },
  })
  const blind = await late(secret.reveal(), 'familyName: "Herbst"')
  expect(blind.errors).toBeUndefined()
  expect(blind.payload?.userErrors).toEqual([
    expect.objectContaining({ code: 'CONFLICT', field: 'familyName', yours: null, theirs: null }),
  ])
})

test('writes to one guest at once lose nothing: each keeps what the others set', async () => {
  const inputs = [
    'vipLevel: "3"',
    'stayPreferences: [{ kind: "FLOOR", value: "HIGH" }]',
    'givenName: "Klara"',
    'familyName: "Winterfeld"',
  ]
  const replies = await Promise.all(
    inputs.map((input) => mutate(gateway, `updateCustomer(id: "${id}", input: { ${input} })`, { as: key })),
  )
  for (const { payload, errors } of replies) {
    expect(errors).toBeUndefined()
    for (const receipt of await settledReceipts(gateway, payload!.writeId))
      expect(receipt).toMatchObject({ status: 'APPLIED' })
  }
  const [profile] = (await gateway.records<{ id: string }>('opera', 'profiles')).filter(
    ({ id: one }) => one === '80003',
  )
  const text = JSON.stringify(profile)
  for (const value of ['"3"', 'Klara', 'Winterfeld', 'HIGH']) expect(text).toContain(value)
})
