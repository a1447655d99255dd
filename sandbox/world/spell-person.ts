import { cast, lastCastNumber } from './cast.ts'
import { toAscii } from './to-ascii.ts'
import type { Person } from './person.ts'
import type { PhoneStyle } from './phones.ts'
import { formatPhone } from './phones.ts'

export type SpellingSystem = 'CRM' | 'CRS' | 'ERP' | 'DATABASE'

/** A person as one system has them on file: free text, as messy as life. Null: that system has no value. */
export interface Spelling {
  givenName: string
  familyName: string
  email: string | null
  phone: string | null
  company: string | null
  street: string | null
  postalCode: string | null
  city: string | null
  country: string | null
  language: string | null
}

/** How a system writes a person; what it gets wrong is said in cast.ts. */
export function spellPerson(person: Person, system: SpellingSystem): Spelling {
  const clean: Spelling = {
    givenName: person.givenName,
    familyName: person.familyName,
    email: person.email,
    phone: person.phone,
    company: person.company,
    street: person.street || null,
    postalCode: person.postalCode || null,
    city: person.city || null,
    country: person.country,
    language: person.language,
  }
  if (person.number <= lastCastNumber) return { ...clean, ...spellCast(person, clean, system) }
  return { ...clean, ...spellByRule(person, clean, system) }
}

function spellCast(person: Person, clean: Spelling, system: SpellingSystem): Partial<Spelling> {
  const inCrm = system === 'CRM'
  switch (person.number) {
    case cast.umlautSpelledOut:
    case cast.accentsDropped:
      return inCrm ? {} : asciiNames(person)
    case cast.sharpS:
      if (system === 'CRS') return upperCaseNames(asciiNames(person))
      return system === 'ERP' ? asciiNames(person) : {}
    case cast.upperCase:
      return system === 'CRS' ? upperCaseNames(person) : {}
    case cast.phoneNational:
      return { phone: restyled(person, inCrm ? 'national' : 'e164') }
    case cast.phoneTrunkInParentheses:
      return { phone: restyled(person, inCrm ? 'trunkInParentheses' : 'e164') }
    case cast.phoneDoubleZero:
      return { phone: restyled(person, inCrm ? 'doubleZero' : 'e164') }
    case cast.couple[0]:
    case cast.couple[1]:
      return system === 'CRS' ? { email: null } : {}
    case cast.emailCase:
      if (system === 'ERP') return { email: ` ${clean.email ?? ''} ` }
      return system === 'DATABASE' ? {} : { email: capitalised(clean.email) }
    case cast.differentEmails:
      return inCrm ? { email: 'office@tideline.example.com' } : {}
    case cast.almostNothing:
      return { country: null, language: null }
    default:
      return inCrm ? (unconvertible[person.number] ?? {}) : {}
  }
}

const unconvertible: Record<number, Partial<Spelling>> = {
  [cast.countryInGerman]: { country: 'Deutschland' },
  [cast.countryUpperCase]: { country: 'GERMANY' },
  [cast.countryUsa]: { country: 'USA' },
  [cast.countryUk]: { country: 'U.K.' },
  [cast.countryUnconvertible]: { country: 'Atlantis' },
  [cast.emailUnconvertible]: { email: 'info@' },
  [cast.phoneUnconvertible]: { phone: 'n/a' },
  [cast.phoneDoubtful]: { phone: '030 / 1000000' },
  [cast.languageUnconvertible]: { language: 'Klingon' },
}

/** Remainders, not chance: adding a rule changes nobody else. */
function spellByRule(person: Person, clean: Spelling, system: SpellingSystem): Partial<Spelling> {
  const { number } = person
  const spelled: Partial<Spelling> = {}
  if (system === 'ERP' && number % 2 === 0) Object.assign(spelled, asciiNames(person))
  if (system === 'CRS' && number % 9 === 0) Object.assign(spelled, upperCaseNames(person))
  if (system === 'CRS' && number % 11 === 0) spelled.email = clean.email?.toUpperCase() ?? null
  if (system === 'CRS' && number % 13 === 0) spelled.phone = null
  if (system === 'CRM' && number % 17 === 0) spelled.city = null
  if (system === 'CRM' && number % 19 === 0) spelled.language = null
  if (system === 'ERP' && number % 23 === 0) spelled.country = null
  if (spelled.phone === undefined) spelled.phone = restyled(person, phoneStyleOf(person, system))
  if (system === 'CRM') spelled.country = countryNames[person.country]?.[number % 4] ?? person.country
  if (system === 'CRS' && number % 29 === 0 && person.country === 'GB') spelled.country = 'UK'
  return spelled
}

function phoneStyleOf(person: Person, system: SpellingSystem): PhoneStyle {
  const styles = ['e164', 'international', 'trunkInParentheses', 'doubleZero', 'national'] as const
  const offset = { CRM: 0, CRS: 1, ERP: 2, DATABASE: 0 }[system]
  const style = system === 'DATABASE' ? 'e164' : (styles[(person.number + offset) % styles.length] ?? 'e164')
  return style === 'national' && person.country !== 'DE' ? 'international' : style
}

const countryNames: Record<string, readonly string[]> = {
  DE: ['Germany', 'Deutschland', 'DE', 'GERMANY'],
  US: ['United States', 'USA', 'US', 'United States of America'],
  GB: ['United Kingdom', 'U.K.', 'GB', 'UK'],
  FR: ['France', 'FRANCE', 'FR', 'France'],
  AT: ['Austria', 'Österreich', 'AT', 'AUSTRIA'],
  ES: ['Spain', 'España', 'ES', 'Spain'],
  SE: ['Sweden', 'Sverige', 'SE', 'Sweden'],
}

function restyled(person: Person, style: PhoneStyle): string | null {
  return person.phone && formatPhone(person.phone, style)
}

function asciiNames({ givenName, familyName }: Pick<Person, 'givenName' | 'familyName'>) {
  return { givenName: toAscii(givenName), familyName: toAscii(familyName) }
}

function upperCaseNames({ givenName, familyName }: Pick<Person, 'givenName' | 'familyName'>) {
  return { givenName: givenName.toUpperCase(), familyName: familyName.toUpperCase() }
}

function capitalised(email: string | null): string | null {
  const initials = /(^|[.@])([a-z])/g
  return (
    email?.replaceAll(initials, (_, before: string, letter: string) => before + letter.toUpperCase()) ?? null
  )
}
