import type { Profile } from '../../../../sandbox/opera/wire.ts'
import { openOpera } from './open-opera.ts'

const everything = ['Address', 'Communication', 'Membership', 'Preference']
  .map((one) => `fetchInstructions=${one}`)
  .join('&')

interface ProfilesBody {
  profiles: { profileInfo: { profileIdList: { id: string }[]; profile: Profile }[] }
}

interface ProfileBody {
  profileDetails: Profile
}

describe("OPERA's simulator keeps profiles", () => {
  test('a batch leaves unknown ids out', async () => {
    const { call } = openOpera()
    const reply = await call('GET', '/crm/v1/profilesByIds?profileIds=80006&profileIds=1&profileIds=80003')
    const { profileInfo } = (reply.body as ProfilesBody).profiles
    expect(profileInfo.map(({ profileIdList }) => profileIdList[0]?.id)).toEqual(['80003', '80006'])
  })

  test('a batch of unknown ids only is 204', async () => {
    const { call } = openOpera()
    expect((await call('GET', '/crm/v1/profilesByIds?profileIds=1')).status).toBe(204)
  })

  test('201 ids are refused', async () => {
    const { call } = openOpera()
    const ids = Array.from({ length: 201 }, (_, index) => `profileIds=${index}`).join('&')
    expect((await call('GET', `/crm/v1/profilesByIds?${ids}`)).status).toBe(400)
  })

  test('parts come only when asked for', async () => {
    const { call } = openOpera()
    const plain = (await call('GET', '/crm/v1/profiles/80003')).body as ProfileBody
    const full = (await call('GET', `/crm/v1/profiles/80003?${everything}`)).body as ProfileBody
    expect(plain.profileDetails.emails).toBeUndefined()
    expect(full.profileDetails.emails?.emailInfo[0]?.email.emailAddress).toBe('clara.winterfeld@example.com')
  })

  test('duplicates share an e-mail and are both found, whatever the case', async () => {
    const { call } = openOpera()
    const reply = await call('GET', '/crm/v1/profiles?email=WALTER.HAYES@example.com')
    const found = (reply.body as { profileSummaries: { totalResults: number } }).profileSummaries
    expect(found.totalResults).toBe(2)
  })

  test.each(['3023125000', '030 / 23125000'])('phones match by digits: %s', async (phone) => {
    const { call } = openOpera()
    const body = {
      profileDetails: {
        customer: { personName: [{ surname: 'Sample', nameType: 'Primary' }] },
        telephones: { telephoneInfo: [{ telephone: { phoneNumber: '030 / 23125000' } }] },
      },
    }
    await call('POST', '/crm/v1/profiles', { body })
    const reply = await call('GET', `/crm/v1/profiles?phone=${encodeURIComponent(phone)}&profileName=Sample`)
    expect(reply.status).toBe(200)
  })

  test('a change keeps what it does not name, and a new primary e-mail joins the old', async () => {
    const { call } = openOpera()
    const email = { emailAddress: 'new@example.com', primaryInd: true }
    const profileDetails = { customer: { vipStatus: '3' }, emails: { emailInfo: [{ email }] } }
    await call('PUT', '/crm/v1/profiles/80003', { body: { profileDetails } })
    const reply = await call('GET', `/crm/v1/profiles/80003?${everything}`)
    const { customer, emails } = (reply.body as ProfileBody).profileDetails
    expect(customer?.personName?.[0]?.surname).toBe('Winterfeld')
    expect([customer?.vipStatus, customer?.vipDescription]).toEqual(['3', 'VIP Platinum'])
    expect(emails?.emailInfo.map((one) => [one.email.emailAddress, one.email.primaryInd])).toEqual([
      ['clara.winterfeld@example.com', false],
      ['new@example.com', true],
    ])
  })

  test('a profile without a surname is refused', async () => {
    const { call } = openOpera()
    const profileDetails = { customer: { personName: [{ givenName: 'Ida', nameType: 'Primary' }] } }
    expect((await call('POST', '/crm/v1/profiles', { body: { profileDetails } })).status).toBe(400)
  })
})
