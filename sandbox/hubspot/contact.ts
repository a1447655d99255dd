/** A contact as HubSpot keeps it: every value is text, an unset property is not there. */
export interface Contact {
  id: string
  properties: Record<string, string>
  createdAt: string
  updatedAt: string
  archivedAt: string | null
  /** The contact this one was merged into; its id then means that one. */
  mergedInto: string | null
}

export type PropertyType = 'string' | 'enumeration' | 'bool' | 'datetime' | 'email' | 'number'

export interface PropertyDefinition {
  type: PropertyType
  options?: readonly string[]
  readOnly?: boolean
}

const text: PropertyDefinition = { type: 'string' }

/** What the portal knows; a property that is not here does not exist. utm_* and *_consent* are this company's own. */
export const propertyDefinitions: Readonly<Record<string, PropertyDefinition>> = {
  email: { type: 'email' },
  firstname: text,
  lastname: text,
  phone: text,
  mobilephone: text,
  company: text,
  message: text,
  jobtitle: text,
  website: text,
  address: text,
  city: text,
  state: text,
  zip: text,
  country: text,
  hs_language: text,
  lifecyclestage: {
    type: 'enumeration',
    options: [
      ...['subscriber', 'lead', 'marketingqualifiedlead', 'salesqualifiedlead'],
      ...['opportunity', 'customer', 'evangelist', 'other'],
    ],
  },
  hs_lead_status: {
    type: 'enumeration',
    options: [
      ...['NEW', 'OPEN', 'IN_PROGRESS', 'OPEN_DEAL'],
      ...['UNQUALIFIED', 'ATTEMPTED_TO_CONTACT', 'CONNECTED', 'BAD_TIMING'],
    ],
  },
  hs_analytics_source: {
    type: 'enumeration',
    readOnly: true,
    options: [
      ...['ORGANIC_SEARCH', 'PAID_SEARCH', 'EMAIL_MARKETING', 'SOCIAL_MEDIA', 'PAID_SOCIAL'],
      ...['REFERRALS', 'DIRECT_TRAFFIC', 'OTHER_CAMPAIGNS', 'OFFLINE', 'AI_REFERRALS'],
    ],
  },
  utm_source: text,
  utm_medium: text,
  utm_campaign: text,
  // A company's own property, for a field of its own.
  vip_tier: text,
  email_consent: { type: 'bool', options: ['true', 'false'] },
  sms_consent: { type: 'bool', options: ['true', 'false'] },
  /** The company made it a text property: it holds what somebody typed. */
  consent_timestamp: text,
  consent_source: text,
  hubspot_owner_id: { type: 'enumeration', options: ['70001', '70002', '70003'] },
  hs_additional_emails: text,
  hs_object_id: { type: 'number', readOnly: true },
  createdate: { type: 'datetime', readOnly: true },
  lastmodifieddate: { type: 'datetime', readOnly: true },
  hs_searchable_calculated_phone_number: { type: 'string', readOnly: true },
  hs_merged_object_ids: { type: 'string', readOnly: true },
}

const defaultProperties = ['createdate', 'email', 'firstname', 'hs_object_id', 'lastmodifieddate', 'lastname']
const alwaysSent = ['createdate', 'hs_object_id', 'lastmodifieddate']

/** One property as a read answers it; null when it is not set. */
export function readProperty(contact: Contact, name: string): string | null {
  if (name === 'hs_object_id') return contact.id
  if (name === 'createdate') return contact.createdAt
  if (name === 'lastmodifieddate') return contact.updatedAt
  if (name === 'hs_searchable_calculated_phone_number') return searchablePhone(contact.properties.phone)
  return contact.properties[name] ?? null
}

/** National digits, as HubSpot calculates them for searching by phone. */
function searchablePhone(phone: string | undefined): string | null {
  const digits = phone?.replaceAll(/\(0\)/g, '').replaceAll(/\D/g, '') ?? ''
  const national = digits.replace(/^(?:00)?(?:49|44|33|43|34|46|1(?=\d{10}$))/, '').replace(/^0/, '')
  return national === '' ? null : national
}

/** @param requested names the caller asked for; none means the default set. Unknown names are left out. */
export function toWire(contact: Contact, requested: readonly string[]): Record<string, unknown> {
  const names = requested.length === 0 ? defaultProperties : [...requested, ...alwaysSent]
  const known = [...new Set(names)].filter((name) => Object.hasOwn(propertyDefinitions, name))
  return {
    id: contact.id,
    properties: Object.fromEntries(known.map((name) => [name, readProperty(contact, name)])),
    createdAt: contact.createdAt,
    updatedAt: contact.updatedAt,
    archived: contact.archivedAt !== null,
    ...(contact.archivedAt && { archivedAt: contact.archivedAt }),
  }
}
