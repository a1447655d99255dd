import { cast } from '../../sandbox/world/cast.ts'
import { mutate, type MutationReply } from '../support/mutate.ts'
import { startSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.ts'
import type { Contact } from './raw-records.ts'

// G053: an enquiry finds the person by e-mail, then by phone, or makes one lead; it fills what is empty, moves the stage
// forward alone, notes consent with time and source, and is answered the same whoever was found. The sixth within an hour
// is refused.

let gateway: SandboxGateway
beforeAll(async () => {
  gateway = await startSandboxGateway()
})
afterAll(() => gateway.close())

const enquire = (input: string, as = 'website') =>
  mutate(gateway, `submitEnquiry(input: { ${input} })`, { as })
const contacts = () => gateway.records<Contact>('hubspot', 'contacts')
const byEmail = async (email: string) =>
  (await contacts()).filter(({ properties }) => properties.email?.toLowerCase() === email)
const consent = (at: string, boxes: string) => `consent: { ${boxes}, at: "${at}", source: "form v3" }`

/** What the caller is told, without what is of each write. */
function shown({ payload, errors }: MutationReply) {
  const { writeId, receipts = [], ...rest } = payload ?? {}
  expect(writeId).toBeDefined()
  return { errors, ...rest, receipts: (receipts as object[]).map((receipt) => ({ ...receipt })) }
}

test('somebody new is one lead, with what they said, agreed to, and came by', async () => {
  const before = (await contacts()).length
  await enquire(
    `givenName: "Nele", familyName: "Neu", email: "nele.neu@example.com", message: "Two rooms?", ${consent('2026-11-01T10:00:00Z', 'email: true')}, campaign: { source: "google", medium: "cpc" }`,
  )
  const found = await byEmail('nele.neu@example.com')
  expect(found).toHaveLength(1)
  expect((await contacts()).length).toBe(before + 1)
  expect(found[0]!.properties).toMatchObject({
    firstname: 'Nele',
    lifecyclestage: 'lead',
    message: 'Two rooms?',
    email_consent: 'true',
    consent_timestamp: '2026-11-01T10:00:00.000Z',
    consent_source: 'form v3',
    utm_source: 'google',
  })
})

test('the same person again is the same lead: what is there stays, what is empty is filled, the first campaign counts', async () => {
  await enquire(
    'givenName: "Other", familyName: "Name", email: "NELE.NEU@example.com", company: "Neu GmbH", message: "Three rooms?", campaign: { source: "bing" }, consent: { email: false, sms: true, at: "2026-11-02T10:00:00Z", source: "form v4" }',
  )
  const found = await byEmail('nele.neu@example.com')
  expect(found).toHaveLength(1)
  expect(found[0]!.properties).toMatchObject({
    firstname: 'Nele',
    lastname: 'Neu',
    company: 'Neu GmbH',
    message: 'Three rooms?',
    email_consent: 'true',
    sms_consent: 'true',
    consent_timestamp: '2026-11-02T10:00:00.000Z',
    utm_source: 'google',
  })
})

test('a form from before the last word changes no consent', async () => {
  await enquire(
    `familyName: "Neu", email: "nele.neu@example.com", ${consent('2026-10-01T10:00:00Z', 'sms: true')}`,
  )
  expect((await byEmail('nele.neu@example.com'))[0]!.properties.consent_timestamp).toBe(
    '2026-11-02T10:00:00.000Z',
  )
})

test('somebody is found by phone, and a stage that is further on stays', async () => {
  const person = gateway.world.persons[cast.showcase - 1]!
  const before = (await contacts()).find(({ id }) => id === '401001')!.properties
  const count = (await contacts()).length
  await enquire(`familyName: "Anyone", phone: "${person.phone}", message: "A call, please"`)
  const after = (await contacts()).find(({ id }) => id === '401001')!.properties
  expect((await contacts()).length).toBe(count)
  expect(after).toMatchObject({
    message: 'A call, please',
    lastname: before.lastname,
    lifecyclestage: before.lifecyclestage,
  })
})

test('what does not convert is not empty: it is not overwritten', async () => {
  const { crmId, email } = gateway.world.persons[cast.phoneUnconvertible - 1]!
  await enquire(`familyName: "Anyone", email: "${email}", phone: "+4930231250999"`)
  expect((await contacts()).find(({ id }) => id === crmId)!.properties.phone).toBe('n/a')
})

test('a website cannot tell who was known from who was not', async () => {
  const known = gateway.world.persons[cast.frequent - 1]!.email
  const one = await enquire(`familyName: "Someone", email: "${known}"`)
  const other = await enquire('familyName: "Someone", email: "never.seen@example.com"')
  expect(shown(one)).toEqual(shown(other))
  const look = async ({ payload }: MutationReply) => {
    const { data } = await gateway.query<{ write: object }>(
      'query ($id: ID!) { write(id: $id) { mutation entity entityId receipts { system operation status externalId fields } } }',
      { id: payload!.writeId },
      'sandbox-website',
    )
    return data!.write
  }
  expect(await look(one)).toEqual(await look(other))
  expect(await look(one)).toMatchObject({ entityId: null, receipts: [{ externalId: null, fields: [] }] })
  const asked = await gateway.query(
    'query ($email: EmailAddress!) { customer(email: $email) { id } }',
    { email: known },
    'sandbox-website',
  )
  expect(asked.data).toMatchObject({ customer: null })
})

test('two forms of one stranger at once are one lead, by e-mail as by phone', async () => {
  const before = (await contacts()).length
  const replies = await Promise.all([
    enquire('familyName: "Twin", email: "twin@example.com", message: "one"'),
    enquire('familyName: "Twin", email: "twin@example.com", message: "two"'),
    enquire('familyName: "Caller", phone: "+4930231250555", message: "one"'),
    enquire('familyName: "Caller", phone: "+4930231250555", message: "two"'),
  ])
  for (const { payload, errors } of replies)
    expect({ errors, status: payload?.receipts[0]?.status }).toEqual({ errors: undefined, status: 'APPLIED' })
  expect((await contacts()).length).toBe(before + 2)
})

test('nobody to answer to is refused', async () => {
  const { payload, errors } = await enquire('familyName: "Nobody"')
  expect({ payload, code: errors?.[0]?.extensions.code }).toEqual({ payload: null, code: 'BAD_USER_INPUT' })
})

test('the sixth within an hour is refused, whoever sends it', async () => {
  const codes: (string | undefined)[] = []
  for (let number = 1; number <= 6; number += 1) {
    const { errors } = await enquire(
      'familyName: "Eager", email: "eager@example.com"',
      number % 2 ? 'website' : 'sales',
    )
    codes.push(errors?.[0]?.extensions.code)
  }
  expect(codes).toEqual([undefined, undefined, undefined, undefined, undefined, 'RATE_LIMITED'])
})
