import { cast } from '../../sandbox/world/cast.ts'
import { startSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.ts'

let gateway: SandboxGateway
beforeAll(async () => {
  gateway = await startSandboxGateway()
}, 60_000)
afterAll(() => gateway.close())

interface Receipt {
  system: string
  operation: string
  status: string
  externalId: string | null
}
const receipts = 'receipts { system operation status externalId }'
const rowsOf = (given: readonly Receipt[]) => given.map(({ operation, status }) => `${operation} ${status}`)

test('a profile that is confirmed is the guest’s from then on: the next booking is made with it, and no other profile', async () => {
  const contact = gateway.world.persons[cast.onlyCrm - 1]!.crmId!
  const { data: found } = await gateway.query<{ customerByExternalId: { id: string } }>(
    `{ customerByExternalId(system: CRM, id: "${contact}") { id } }`,
  )
  const customer = found!.customerByExternalId.id
  const kept = { method: 'PUT', body: '{"kept":false}' }
  await fetch(`http://127.0.0.1:${gateway.portOf('opera')}/__sandbox/references`, kept)
  await gateway.fault('opera', { operation: 'postProfile', kind: 'dropAfterApply', count: 1 })
  const profiles = async () =>
    (await gateway.records<{ id: string }>('opera', 'profiles')).map(({ id }) => id)
  const known = new Set(await profiles())
  const stay = 'roomType: "DBL", ratePlan: "BAR", arrival: "2027-03-01", departure: "2027-03-05", adults: 1'
  const book = () =>
    gateway.query<{ createBooking: { writeId: string; receipts: Receipt[] } }>(
      `mutation { createBooking(input: { customer: "${customer}", property: "HWBER", ${stay} }) { writeId ${receipts} } }`,
      {},
      'sandbox-frontdesk',
    )
  const { data: created } = await book()
  const { writeId, receipts: before } = created!.createBooking
  expect(rowsOf(before)).toEqual(['create Customer NEEDS_REVIEW', 'create Booking QUEUED'])

  const [made] = (await profiles()).filter((id) => !known.has(id))
  const confirm = (externalId: string | null) =>
    gateway.query<{ confirmWrite: { write: { receipts: Receipt[] } } | null }>(
      `mutation ($externalId: ID) { confirmWrite(id: "${writeId}", system: CRS, externalId: $externalId) { write { ${receipts} } } }`,
      { externalId },
      'sandbox-operator',
    )
  expect((await confirm(null)).errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT'])
  const { data } = await confirm(made!)
  const after = data!.confirmWrite!.write.receipts
  // A booking waits for seconds only: where this took longer, its time was over.
  expect(rowsOf(after)).toEqual([
    'create Customer APPLIED',
    expect.stringMatching(/^create Booking (APPLIED|FAILED)$/),
  ])
  expect(after[0]?.externalId).toBe(made)
  // Said again, it changes nothing.
  expect((await confirm(made!)).data?.confirmWrite?.write.receipts).toEqual(after)

  const { data: again } = await book()
  expect(rowsOf(again!.createBooking.receipts)).toEqual(['create Booking APPLIED'])
  expect((await profiles()).filter((id) => !known.has(id))).toEqual([made])
}, 60_000)
