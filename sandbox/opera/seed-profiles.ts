import { addDays, baseDate, instantOn } from '../world/calendar.ts'
import { cast, lastCastNumber } from '../world/cast.ts'
import type { Person } from '../world/person.ts'
import { spellPerson } from '../world/spell-person.ts'
import type { HotelClock } from './clock.ts'
import { vipDescriptions } from './vip-levels.ts'
import type { PreferenceGroup, Profile, ProfileRecord } from './wire.ts'

/** The guests as the front desks have them on file, duplicates included. */
export function seedProfiles(persons: readonly Person[], clock: HotelClock): ProfileRecord[] {
  return persons.flatMap((person) => {
    if (person.crsId === null) return []
    const own: ProfileRecord = { id: person.crsId, profile: profileOf(person, clock) }
    const duplicates = person.crsDuplicateIds.map((id): ProfileRecord => ({
      id,
      profile: duplicateOf(own.profile),
    }))
    return [own, ...duplicates]
  })
}

/** OPERA's language codes are a list of the customer's own; these are the sandbox's. */
const operaLanguages: Record<string, string> = { en: 'E', de: 'G', fr: 'F', es: 'S', sv: 'SW' }

function profileOf(person: Person, clock: HotelClock): Profile {
  const { number } = person
  const spelling = spellPerson(person, 'CRS')
  const at = clock.timestamp(Date.parse(instantOn(addDays(baseDate, -1000 + number), 36_000 + number)))
  const { vipStatus, vipDescription } = vipOf(number)
  return {
    customer: {
      personName: [{ givenName: spelling.givenName, surname: spelling.familyName, nameType: 'Primary' }],
      ...(spelling.language && { language: operaLanguages[spelling.language.slice(0, 2)] ?? 'E' }),
      ...(spelling.company && { legalCompany: spelling.company.slice(0, 80) }),
      ...(vipStatus && { vipStatus, vipDescription }),
    },
    addresses: addressesOf(number, spelling),
    telephones: telephonesOf(number, spelling.phone),
    emails: emailsOf(number, spelling.email),
    profileMemberships: membershipsOf(number),
    preferenceCollection: preferencesOf(number),
    profileType: 'Guest',
    statusCode: 'Active',
    createDateTime: at,
    creatorId: 'FRONTDESK@HEADWATER',
    lastModifyDateTime: at,
    lastModifierId: 'FRONTDESK@HEADWATER',
  }
}

/** Made in a hurry: no phone, no membership, no preferences. */
function duplicateOf({ customer, emails, profileType, statusCode, ...rest }: Profile): Profile {
  const { createDateTime, creatorId, lastModifyDateTime, lastModifierId } = rest
  const stamps = { createDateTime, creatorId, lastModifyDateTime, lastModifierId }
  return { customer: { personName: customer?.personName }, emails, profileType, statusCode, ...stamps }
}

function addressesOf(number: number, spelling: ReturnType<typeof spellPerson>): Profile['addresses'] {
  const { street, postalCode, city, country } = spelling
  if (!street && !city && !country) return undefined
  const address = {
    ...(street && { addressLine: [street] }),
    ...(city && { cityName: city }),
    ...(postalCode && { postalCode }),
    ...(country && { country: { code: country } }),
    type: 'HOME',
    primaryInd: true,
  }
  return { addressInfo: [{ id: String(500_000 + number), type: 'Address', address }] }
}

function telephonesOf(number: number, phone: string | null): Profile['telephones'] {
  if (phone === null) return undefined
  const telephone = { phoneNumber: phone, phoneTechType: 'PHONE', phoneUseType: 'MOBILE', primaryInd: true }
  return { telephoneInfo: [{ id: String(510_000 + number), type: 'Communication', telephone }] }
}

function emailsOf(number: number, emailAddress: string | null): Profile['emails'] {
  if (emailAddress === null) return undefined
  const current = {
    id: String(520_000 + number),
    type: 'Communication',
    email: { emailAddress, type: 'EMAIL', primaryInd: true },
  }
  if (number <= lastCastNumber || number % 21 !== 0) return { emailInfo: [current] }
  // An address that is no longer used stands first: position means nothing, only primaryInd does.
  const former = {
    id: String(530_000 + number),
    type: 'Communication',
    email: { emailAddress: `guest${number}.former@example.org`, type: 'EMAIL', primaryInd: false },
  }
  return { emailInfo: [former, current] }
}

const vipCodes = Object.keys(vipDescriptions)

function vipOf(number: number): { vipStatus?: string; vipDescription?: string } {
  const vipStatus = number === cast.showcase ? '2' : number % 12 === 0 ? vipCodes[number % 5] : undefined
  return vipStatus === undefined ? {} : { vipStatus, vipDescription: vipDescriptions[vipStatus] }
}

function membershipsOf(number: number): Profile['profileMemberships'] {
  if (number !== cast.showcase && number % 3 !== 0) return undefined
  const own = {
    membershipId: `HW${String(7_000_000 + number * 37)}`,
    membershipType: 'HW',
    membershipLevel: number % 2 === 0 ? 'GOLD' : 'BASE',
    primaryMembership: true,
  }
  const airline = {
    membershipId: `XX${String(300_000 + number)}`,
    membershipType: 'AIR',
    primaryMembership: false,
  }
  return { profileMembership: number % 15 === 0 ? [airline, own] : [own] }
}

const preferences: readonly PreferenceGroup[] = [
  {
    preferenceType: 'FLOOR',
    preferenceTypeDescription: 'Floor',
    preference: [{ preferenceValue: 'HIGH', description: 'High floor', global: true }],
  },
  {
    preferenceType: 'SMOKING',
    preferenceTypeDescription: 'Smoking',
    preference: [{ preferenceValue: 'NS', description: 'Non-smoking', global: true }],
  },
  {
    preferenceType: 'SPECIALS',
    preferenceTypeDescription: 'Specials',
    preference: [
      { preferenceValue: 'FF', description: 'Feather-free bedding', global: true },
      { preferenceValue: 'XP', description: 'Extra pillow', global: true },
    ],
  },
]

function preferencesOf(number: number): Profile['preferenceCollection'] {
  if (number === cast.showcase) return { preferenceType: [...preferences] }
  const preferenceType = preferences.filter((_, index) => number % (index + 4) === 0)
  return preferenceType.length > 0 ? { preferenceType } : undefined
}
