import { Refusal } from './problem.ts'
import { readList, readText } from './query.ts'
import type { Profile, ProfileRecord } from './wire.ts'

/** Which profiles a getProfiles query means. Text is compared without case; names match by their beginning. */
export function selectProfiles(
  query: URLSearchParams,
  profiles: Iterable<ProfileRecord>,
): readonly ProfileRecord[] {
  const tests = profileTests(query)
  if (tests.length === 0) {
    const detail = 'Minimum search criteria not met for fetching profiles, please provide more details.'
    throw new Refusal(400, 'OPERAWS-GEN01346', detail)
  }
  return [...profiles].filter((record) => tests.every((test) => test(record)))
}

type ProfileTest = (record: ProfileRecord) => boolean

function profileTests(query: URLSearchParams): readonly ProfileTest[] {
  const tests: ProfileTest[] = []
  const add = (name: string, test: (wanted: string) => ProfileTest) => {
    const wanted = readText(query, name)?.trim()
    if (wanted) tests.push(test(wanted.toLowerCase()))
  }
  add(
    'email',
    (email) =>
      ({ profile }) =>
        emailsOf(profile).includes(email),
  )
  add(
    'phone',
    (phone) =>
      ({ profile }) =>
        phonesOf(profile).some((stored) => matchesPhone(stored, phone)),
  )
  add('communication', (wanted) => ({ profile }) => {
    if (emailsOf(profile).includes(wanted)) return true
    return phonesOf(profile).some((stored) => matchesPhone(stored, wanted))
  })
  add(
    'profileName',
    (start) =>
      ({ profile }) =>
        startsWith(primaryName(profile)?.surname, start),
  )
  add(
    'givenName',
    (start) =>
      ({ profile }) =>
        startsWith(primaryName(profile)?.givenName, start),
  )
  add(
    'city',
    (start) =>
      ({ profile }) =>
        primaryAddresses(profile).some((one) => startsWith(one.cityName, start)),
  )
  add(
    'postalCode',
    (start) =>
      ({ profile }) =>
        primaryAddresses(profile).some((one) => startsWith(one.postalCode, start)),
  )
  add(
    'membership',
    (card) =>
      ({ profile }) =>
        (profile.profileMemberships?.profileMembership ?? []).some(
          (one) => one.membershipId.toLowerCase() === card,
        ),
  )
  const ids = readList(query, 'profileIds')
  if (ids.length > 0) tests.push(({ id }) => ids.includes(id))
  return tests
}

export function primaryName(profile: Profile) {
  const names = profile.customer?.personName ?? []
  return names.find((name) => name.nameType === 'Primary') ?? names[0]
}

function emailsOf(profile: Profile): readonly string[] {
  return (profile.emails?.emailInfo ?? []).map(({ email }) => email.emailAddress.toLowerCase())
}

function phonesOf(profile: Profile): readonly string[] {
  return (profile.telephones?.telephoneInfo ?? []).map(({ telephone }) => telephone.phoneNumber)
}

function primaryAddresses(profile: Profile) {
  return (profile.addresses?.addressInfo ?? []).map(({ address }) => address)
}

/** Numbers are stored as they were typed, so only a run of digits that both have can match. */
function matchesPhone(stored: string, wanted: string): boolean {
  const digits = wanted.replaceAll(/\D/g, '')
  return digits.length >= 5 && stored.replaceAll(/\D/g, '').includes(digits)
}

function startsWith(text: string | undefined, start: string): boolean {
  return text?.toLowerCase().startsWith(start) ?? false
}
