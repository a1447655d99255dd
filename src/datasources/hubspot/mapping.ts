import { atMost } from '../../codecs/at-most.ts'
import { booleanText } from '../../codecs/boolean-text.ts'
import type { Codec } from '../../codecs/codec.ts'
import { country } from '../../codecs/country.ts'
import { dateTime } from '../../codecs/dates.ts'
import { emailAddress } from '../../codecs/email-address.ts'
import { language } from '../../codecs/language.ts'
import { personName } from '../../codecs/name.ts'
import { phone } from '../../codecs/phone.ts'
import { statusMap } from '../../codecs/status-map.ts'
import { text } from '../../codecs/text.ts'
import { at, defineMapping, group, sometimes, type FieldMapping, type Mapping } from '../mapping.ts'

/** The canonical stages that HubSpot has; UNKNOWN is what any other reads as. */
export const lifecycleStages = [
  'SUBSCRIBER',
  'LEAD',
  'MARKETING_QUALIFIED_LEAD',
  'SALES_QUALIFIED_LEAD',
  'OPPORTUNITY',
  'CUSTOMER',
  'EVANGELIST',
  'OTHER',
] as const
export type LifecycleStage = (typeof lifecycleStages)[number]

/** Ids of a portal's own stages, beside those that every portal has. */
export type OwnStages = Readonly<Partial<Record<LifecycleStage, readonly string[] | undefined>>>

export const customPropertyDefaults = {
  utmSource: 'utm_source',
  utmMedium: 'utm_medium',
  utmCampaign: 'utm_campaign',
  emailConsent: 'email_consent',
  smsConsent: 'sms_consent',
  consentAt: 'consent_timestamp',
  consentSource: 'consent_source',
}
export type CustomProperties = Readonly<Record<keyof typeof customPropertyDefaults, string>>

export interface CustomerMappingOptions {
  defaultPhoneRegion?: string | undefined
  lifecycleStages: OwnStages
  properties: CustomProperties
  warn(message: string): void
}

/**
 * A contact as a Customer. HubSpot keeps every property as text, null or '' where it is not set, and wants '' to clear
 * one; times are ISO 8601. A property that is asked for is in the reply, null where it is not set, unless the portal has
 * none of that name. `createdAt` and `updatedAt` stand beside the properties and are HubSpot's own. Names of the
 * standard properties: HubSpot's list of default contact properties; shapes: the models of its API client.
 */
export function customerMapping(options: CustomerMappingOptions): Mapping {
  const { defaultPhoneRegion, properties, warn } = options
  const email = property('email', emailAddress())
  const phoneNumber = property(
    'phone',
    phone(defaultPhoneRegion === undefined ? {} : { defaultRegion: defaultPhoneRegion }),
  )
  return defineMapping({
    entity: 'Customer',
    id: 'id',
    version: 'updatedAt',
    cleared: '',
    always: true,
    fields: {
      givenName: property('firstname', personName()),
      familyName: property('lastname', personName()),
      email,
      phone: phoneNumber,
      company: property('company', text()),
      language: property('hs_language', lowerCaseLanguage()),
      address: group({
        street: property('address', text()),
        postalCode: property('zip', text()),
        city: property('city', text()),
        region: property('state', text()),
        // A free text property: what people and forms write there is the country's name.
        country: property('country', country({ to: 'name' })),
      }),
      lifecycleStage: property('lifecyclestage', lifecycleStage(options.lifecycleStages, warn)),
      leadSource: property('hs_analytics_source', text()),
      campaign: group({
        source: ownProperty(properties.utmSource, text()),
        medium: ownProperty(properties.utmMedium, text()),
        name: ownProperty(properties.utmCampaign, text()),
      }),
      marketingConsent: group({
        email: ownProperty(properties.emailConsent, booleanText()),
        sms: ownProperty(properties.smsConsent, booleanText()),
        updatedAt: ownProperty(properties.consentAt, dateTime()),
        source: ownProperty(properties.consentSource, text()),
      }),
      // HubSpot's default property for what is typed into a contact form.
      lastEnquiry: property('message', text()),
      accountManager: property('hubspot_owner_id', text()),
      createdAt: readOnly(at('createdAt', dateTime())),
      updatedAt: readOnly(at('updatedAt', dateTime())),
    },
    matchKeys: { email, phone: phoneNumber },
  })
}

/** All stages that a portal may use for a canonical one, the one that is written first. */
export function stageTable(own: OwnStages): Record<LifecycleStage, readonly string[]> {
  // HubSpot's internal names are the canonical ones in lower case without underscores.
  const stages = lifecycleStages.map((stage) => [
    stage,
    [stage.toLowerCase().replaceAll('_', ''), ...(own[stage] ?? [])],
  ])
  return Object.fromEntries(stages) as Record<LifecycleStage, readonly string[]>
}

/** The properties that reads ask for; HubSpot leaves out all others but a few of its own. */
export function requestedProperties(mapping: Mapping): readonly string[] {
  const names = mapping.paths.flatMap(([holder, name]) =>
    holder === 'properties' && name !== undefined ? [name] : [],
  )
  return [...new Set(names)]
}

/** The longest value that HubSpot keeps. */
const maxPropertyLength = 65_536

/** A property by its internal name; its value is text, whatever it means. */
function property<Source, Canonical>(name: string, codec: Codec<Source, Canonical>): FieldMapping {
  return at(['properties', name], atMost(maxPropertyLength, codec))
}

/** One that a company made, or did not. */
function ownProperty<Source, Canonical>(name: string, codec: Codec<Source, Canonical>): FieldMapping {
  return sometimes(property(name, codec))
}

function readOnly({ paths, describe, read }: FieldMapping): FieldMapping {
  return { paths, describe, read }
}

/** HubSpot writes language tags in lower case: `de-at`. */
function lowerCaseLanguage(): Codec<string, string> {
  const tag = language()
  return { ...tag, encode: (value) => tag.encode(value).toLowerCase() }
}

/** Stages that a company made itself have numbers for names, and mean nothing to the gateway until it is told. */
function lifecycleStage(
  own: OwnStages,
  warn: CustomerMappingOptions['warn'],
): Codec<string, LifecycleStage | 'UNKNOWN'> {
  return statusMap<LifecycleStage | 'UNKNOWN'>(stageTable(own), {
    unknown: 'UNKNOWN',
    onUnknown: (stage) =>
      warn(`HubSpot lifecycle stage "${stage}" reads as UNKNOWN: add it to the option lifecycleStages`),
  })
}
