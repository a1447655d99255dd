import { cast, lastCastNumber } from './cast.ts'
import { guidOf } from './guid-of.ts'
import type { Region } from './names.ts'
import { companies, regions } from './names.ts'
import type { Person } from './person.ts'
import { phoneOf } from './phones.ts'
import type { Random } from './random.ts'
import { toAscii } from './to-ascii.ts'

export const personCount = 540

type System = 'CRM' | 'CRS' | 'ERP' | 'DATABASE'

export function createPersons(random: Random): Person[] {
  return Array.from({ length: personCount }, (_, index) => createPerson(index + 1, random))
}

function createPerson(number: number, random: Random): Person {
  const region = regionOf(number, random)
  const names = castNames[number] ?? [random.pick(region.givenNames), random.pick(region.familyNames)]
  const [givenName, familyName] = names
  const [postalCode, city] = random.pick(region.places)
  const street = `${random.pick(region.streets)} ${random.integer(1, 120)}`
  const company = random.chance(0.3) ? random.pick(companies) : null
  const walkIn = number > lastCastNumber && random.chance(0.03)
  const systems = walkIn ? new Set<System>(['CRS']) : systemsOf(number, random)
  const local = toAscii(`${givenName}.${familyName}`).replaceAll(/[^a-z.]/gi, '')
  const suffix = number > lastCastNumber ? `.${number}` : ''
  const email = `${local}${suffix}@example.${number % 3 === 0 ? 'org' : 'com'}`.toLowerCase()
  const phone = random.chance(0.88) ? phoneOf(region.country, number) : null
  const person: Person = {
    number,
    givenName,
    familyName,
    email: walkIn ? null : email,
    phone,
    company,
    street,
    postalCode,
    city,
    country: region.country,
    language: region.language,
    crmId: systems.has('CRM') ? String(401_000 + number) : null,
    crsId: systems.has('CRS') ? String(80_000 + number * 3) : null,
    crsDuplicateIds: systems.has('CRS') && number % 97 === 0 ? [String(80_001 + number * 3)] : [],
    erpId: systems.has('ERP') ? guidOf('c0570000', number) : null,
    erpNumber: systems.has('ERP') ? `C${10_000 + number * 10}` : null,
    databaseKey: systems.has('DATABASE') ? `HG-${String(number).padStart(5, '0')}` : null,
  }
  return number <= lastCastNumber ? { ...person, ...castPerson(number, region.country) } : person
}

const castNames: Record<number, readonly [string, string]> = {
  [cast.showcase]: ['Clara', 'Winterfeld'],
  [cast.umlautSpelledOut]: ['Jörg', 'Müller'],
  [cast.sharpS]: ['Käthe', 'Strauß'],
  [cast.accentsDropped]: ['Hélène', 'Lefèvre'],
  [cast.upperCase]: ['Søren', 'Kjær'],
  [cast.couple[0]]: ['Doris', 'Paulsen'],
  [cast.couple[1]]: ['Henning', 'Paulsen'],
  [cast.crsDuplicates[0]]: ['Walter', 'Hayes'],
  [cast.crsDuplicates[1]]: ['Antje', 'Köhler'],
}

/** The part of the cast's person that chance must not decide. */
function castPerson(number: number, country: string): Partial<Person> {
  const phone = phoneOf(country, number)
  switch (number) {
    case cast.showcase:
      return {
        phone,
        company: 'Tideline Software AG',
        street: 'Lindenallee 7',
        postalCode: '10115',
        city: 'Berlin',
      }
    case cast.couple[1]:
      return { phone: phoneOf('DE', cast.couple[0]) }
    case cast.phoneMissing:
    case cast.phoneDoubtful:
    case cast.walkIns[1]:
      return { phone: null, ...(number === cast.walkIns[1] && { email: null, company: null }) }
    case cast.almostNothing:
      return { phone: null, company: null, street: '', postalCode: '', city: '' }
    case cast.walkIns[0]:
      return { phone, email: null, company: null }
    case cast.crsDuplicates[0]:
      return { phone, crsDuplicateIds: [String(80_001 + number * 3)] }
    case cast.crsDuplicates[1]:
      return { phone, crsDuplicateIds: [String(80_001 + number * 3), String(80_002 + number * 3)] }
    default:
      return { phone }
  }
}

function regionOf(number: number, random: Random): Region {
  const drawn = random.next() * regions.reduce((sum, region) => sum + region.share, 0)
  const country = castCountries[number] ?? (number <= lastCastNumber ? 'DE' : null)
  let passed = 0
  const region = regions.find((candidate) =>
    country ? candidate.country === country : (passed += candidate.share) > drawn,
  )
  if (!region) throw new Error(`No region for person ${number}`)
  return region
}

const castCountries: Record<number, string> = {
  [cast.accentsDropped]: 'FR',
  [cast.countryUsa]: 'US',
  [cast.countryUk]: 'GB',
  [cast.phoneDoubtful]: 'AT',
  [cast.crsDuplicates[0]]: 'US',
  [cast.walkIns[1]]: 'US',
}

function systemsOf(number: number, random: Random): Set<System> {
  const known = castSystems[number]
  if (known) return new Set(known)
  if (number <= lastCastNumber) return new Set(['CRM', 'CRS', 'ERP', 'DATABASE'])
  const drawn = random.next()
  if (drawn < 0.05) return new Set([random.pick(['CRM', 'CRS', 'ERP', 'DATABASE'] as const)])
  const systems = new Set<System>(['CRM'])
  if (random.chance(0.85)) systems.add('CRS')
  if (random.chance(0.7)) systems.add('ERP')
  if (random.chance(0.75)) systems.add('DATABASE')
  return systems
}

const castSystems: Record<number, readonly System[]> = {
  [cast.onlyCrm]: ['CRM'],
  [cast.onlyCrs]: ['CRS'],
  [cast.onlyErp]: ['ERP'],
  [cast.onlyDatabase]: ['DATABASE'],
  [cast.walkIns[0]]: ['CRS'],
  [cast.walkIns[1]]: ['CRS'],
  [cast.shopOnly]: ['CRM', 'ERP', 'DATABASE'],
  [cast.guestOnly]: ['CRM', 'CRS', 'DATABASE'],
}
