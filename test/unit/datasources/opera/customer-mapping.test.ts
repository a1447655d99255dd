import { customerMapping } from '../../../../src/datasources/opera/customer-mapping.ts'

const mapping = customerMapping({ phoneRegion: 'DE' })

function readProfile(profile: object) {
  return mapping.read({ id: '80003', profile })
}

describe('a guest profile of OPERA as a Customer', () => {
  test('vip level, membership and preferences', () => {
    const record = readProfile({
      customer: { vipStatus: '2', vipDescription: 'VIP Gold' },
      profileMemberships: {
        profileMembership: [
          { membershipId: 'XX1', membershipType: 'AIR', primaryMembership: false },
          { membershipId: 'HW2', membershipType: 'HW', primaryMembership: true },
        ],
      },
      preferenceCollection: {
        preferenceType: [
          { preferenceType: 'FLOOR', preference: [{ preferenceValue: 'HIGH', description: 'High floor' }] },
          { preferenceType: 'SPECIALS', preference: [{ preferenceValue: 'FF' }, {}] },
        ],
      },
      lastModifyDateTime: '2026-03-01 09:00:00.0',
    })
    expect(record.values).toMatchObject({
      vipLevel: '2',
      membershipNumber: 'HW2',
      stayPreferences: [
        { kind: 'FLOOR', value: 'HIGH', description: 'High floor' },
        { kind: 'SPECIALS', value: 'FF', description: null },
      ],
    })
    expect(record.version).toBe('2026-03-01 09:00:00.0')
  })

  test('a bare profile has nothing, which is no error', () => {
    const { values, matchKeys } = readProfile({})
    const copies = { givenName: null, familyName: null, email: null, phone: null }
    expect(values).toEqual({ ...copies, vipLevel: null, membershipNumber: null, stayPreferences: [] })
    expect(matchKeys).toEqual({})
  })

  test('a membership that nobody marked counts when it is the only one', () => {
    const profileMemberships = { profileMembership: [{ membershipId: 'HW9', membershipType: 'HW' }] }
    expect(readProfile({ profileMemberships }).values.membershipNumber).toBe('HW9')
  })

  test('match keys are those of the primary e-mail and phone, normalised, wherever they stand', () => {
    const { matchKeys } = readProfile({
      emails: {
        emailInfo: [
          { email: { emailAddress: 'old@example.org', primaryInd: false } },
          { email: { emailAddress: ' CLARA@Example.com', primaryInd: true } },
        ],
      },
      telephones: { telephoneInfo: [{ telephone: { phoneNumber: '030 / 23125000', primaryInd: true } }] },
    })
    expect(matchKeys).toEqual({ email: 'clara@example.com', phone: '+493023125000' })
  })

  test('an unusable e-mail or phone is no key', () => {
    const { matchKeys } = readProfile({
      emails: { emailInfo: [{ email: { emailAddress: 'info@', primaryInd: true } }] },
      telephones: { telephoneInfo: [{ telephone: { phoneNumber: 'n/a' } }] },
    })
    expect(matchKeys).toEqual({})
  })
})
