import { addDays, baseDate, instantOn } from '../world/calendar.ts'
import { cast } from '../world/cast.ts'
import type { Person } from '../world/person.ts'
import type { Random } from '../world/random.ts'
import { createRandom } from '../world/random.ts'
import { spellPerson } from '../world/spell-person.ts'
import type { World } from '../world/world.ts'
import type { Contact } from './contact.ts'
import { propertyDefinitions } from './contact.ts'

/** The contacts of everybody whom the CRM knows. */
export function seedContacts(world: World): Map<string, Contact> {
  const contacts = new Map<string, Contact>()
  for (const person of world.persons) {
    if (person.crmId)
      contacts.set(person.crmId, createContact(person.crmId, person, createRandom(person.number)))
  }
  return contacts
}

function createContact(id: string, person: Person, random: Random): Contact {
  const spelled = spellPerson(person, 'CRM')
  const marketing = person.number === cast.showcase ? showcaseMarketing : drawMarketing(person, random)
  const createdInDays = -random.integer(30, 1_500)
  const values: Record<string, string | null> = {
    email: spelled.email,
    firstname: spelled.givenName,
    lastname: spelled.familyName,
    phone: spelled.phone,
    company: spelled.company,
    address: spelled.street,
    city: spelled.city,
    zip: spelled.postalCode,
    country: spelled.country,
    hs_language: spelled.language?.toLowerCase() ?? null,
    ...marketing,
  }
  const set = Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== null)
  return {
    id,
    properties: Object.fromEntries(set),
    createdAt: instantOn(addDays(baseDate, createdInDays), random.integer(0, 86_000)),
    updatedAt: instantOn(addDays(baseDate, -random.integer(1, 29)), random.integer(0, 86_000)),
    archivedAt: null,
    mergedInto: null,
  }
}

const showcaseMarketing: Record<string, string> = {
  lifecyclestage: 'customer',
  hs_lead_status: 'CONNECTED',
  hs_analytics_source: 'PAID_SEARCH',
  utm_source: 'google',
  utm_medium: 'cpc',
  utm_campaign: 'spring-2026',
  email_consent: 'true',
  sms_consent: 'false',
  consent_timestamp: '2026-03-02T09:15:00Z',
  hubspot_owner_id: '70001',
}

function drawMarketing(person: Person, random: Random): Record<string, string | null> {
  const asked = random.chance(0.8) && person.number !== cast.languageUnconvertible
  const campaign = random.chance(0.4)
  const typedDate = person.number === cast.dateUnconvertible ? '31.02.2026' : null
  const consentDay = addDays(baseDate, -random.integer(30, 900))
  return {
    lifecyclestage: person.erpId ? 'customer' : random.pick(optionsOf('lifecyclestage')),
    hs_lead_status: random.chance(0.7) ? random.pick(optionsOf('hs_lead_status')) : null,
    hs_analytics_source: random.chance(0.9) ? random.pick(optionsOf('hs_analytics_source')) : null,
    utm_source: campaign ? random.pick(['google', 'newsletter', 'instagram']) : null,
    utm_medium: campaign ? random.pick(['cpc', 'email', 'social']) : null,
    utm_campaign: campaign ? random.pick(['spring-2026', 'brand', 'late-summer']) : null,
    email_consent: asked ? String(random.chance(0.7)) : null,
    sms_consent: asked && random.chance(0.6) ? String(random.chance(0.3)) : null,
    consent_timestamp: typedDate ?? (asked ? instantOn(consentDay, random.integer(0, 86_000)) : null),
    hubspot_owner_id: random.chance(0.75) ? random.pick(optionsOf('hubspot_owner_id')) : null,
  }
}

function optionsOf(property: string): readonly string[] {
  return propertyDefinitions[property]?.options ?? []
}
