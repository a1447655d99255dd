import { customerMapping, customPropertyDefaults } from '../../../../src/datasources/hubspot/mapping.ts'
import { requestedProperties } from '../../../../src/datasources/hubspot/mapping.ts'
import { BadValue } from '../../../../src/datasources/source-record.ts'

function openMapping(options: Partial<Parameters<typeof customerMapping>[0]> = {}) {
  const warnings: string[] = []
  const mapping = customerMapping({
    defaultPhoneRegion: 'DE',
    lifecycleStages: {},
    properties: customPropertyDefaults,
    warn: (message) => void warnings.push(message),
    ...options,
  })
  return { mapping, warnings }
}

const unset = Object.fromEntries(requestedProperties(openMapping().mapping).map((name) => [name, null]))

/** As HubSpot sends one: texts and nulls, times beside the properties. */
const contact = (properties: Record<string, string | null>) => ({
  id: '40123',
  properties: { ...unset, hs_object_id: '40123', createdate: '2026-01-05T08:30:00.123Z', ...properties },
  createdAt: '2026-01-05T08:30:00.123Z',
  updatedAt: '2026-10-11T12:13:14.015Z',
  archived: false,
})

test('a full contact reads as a customer in canonical form', () => {
  const { mapping } = openMapping()
  const record = mapping.read(
    contact({
      firstname: ' Hélène ',
      lastname: 'Lefèvre',
      email: 'Helene@Example.COM',
      phone: '030 / 23125 001',
      company: 'Tideline',
      hs_language: 'fr-fr',
      address: '1 Quai Nord',
      zip: '75001',
      city: 'Paris',
      state: null,
      country: 'Frankreich',
      lifecyclestage: 'salesqualifiedlead',
      hs_analytics_source: 'PAID_SEARCH',
      utm_source: 'google',
      utm_campaign: 'spring-2026',
      email_consent: 'true',
      sms_consent: 'false',
      consent_timestamp: '2026-03-02T10:15:00+01:00',
      consent_source: 'contact form v3',
      message: 'Is there a pool?',
      hubspot_owner_id: '70001',
    }),
  )
  expect(record).toEqual({
    externalId: '40123',
    version: '2026-10-11T12:13:14.015Z',
    values: {
      givenName: 'Hélène',
      familyName: 'Lefèvre',
      email: 'helene@example.com',
      phone: '+493023125001',
      company: 'Tideline',
      language: 'fr-FR',
      address: { street: '1 Quai Nord', postalCode: '75001', city: 'Paris', region: null, country: 'FR' },
      lifecycleStage: 'SALES_QUALIFIED_LEAD',
      leadSource: 'PAID_SEARCH',
      campaign: { source: 'google', medium: null, name: 'spring-2026' },
      marketingConsent: {
        email: true,
        sms: false,
        updatedAt: '2026-03-02T09:15:00.000Z',
        source: 'contact form v3',
      },
      lastEnquiry: 'Is there a pool?',
      accountManager: '70001',
      createdAt: '2026-01-05T08:30:00.123Z',
      updatedAt: '2026-10-11T12:13:14.015Z',
    },
    matchKeys: { email: 'helene@example.com', phone: '+493023125001' },
  })
})

test.each([null, ''])('properties that are %j read as null, without keys to match by', (unset) => {
  const { mapping, warnings } = openMapping()
  const properties = Object.fromEntries(requestedProperties(mapping).map((name) => [name, unset]))
  const { values, matchKeys } = mapping.read(contact(properties))
  const { createdAt, updatedAt, ...others } = values
  expect([createdAt, updatedAt]).not.toContain(null)
  expect(Object.values(others).filter((value) => value !== null)).toEqual([])
  expect(matchKeys).toEqual({})
  expect(warnings).toEqual([])
})

test('values that cannot be converted are bad values, and no keys to match by', () => {
  const { mapping } = openMapping()
  const { values, matchKeys } = mapping.read(
    contact({
      email: 'info@',
      phone: 'n/a',
      hs_language: 'Klingon',
      country: 'Atlantis',
      consent_timestamp: '31.02.2026',
    }),
  )
  expect(values).toMatchObject({
    email: expect.any(BadValue),
    phone: expect.any(BadValue),
    language: expect.any(BadValue),
    address: { street: null, country: expect.any(BadValue) },
    marketingConsent: { email: null, updatedAt: expect.any(BadValue) },
  })
  expect(matchKeys).toEqual({})
})

test('without a default region a national number is a bad value', () => {
  const { mapping } = openMapping({ defaultPhoneRegion: undefined })
  expect(mapping.read(contact({ phone: '030 / 23125 001' })).values.phone).toBeInstanceOf(BadValue)
})

test("a company's own stage reads as UNKNOWN with a warning, until the options say what it means", () => {
  const untold = openMapping()
  expect(untold.mapping.read(contact({ lifecyclestage: '930017' })).values.lifecycleStage).toBe('UNKNOWN')
  expect(untold.warnings).toEqual([expect.stringContaining('930017')])

  const told = openMapping({ lifecycleStages: { OPPORTUNITY: ['930017'] } })
  expect(told.mapping.read(contact({ lifecyclestage: '930017' })).values.lifecycleStage).toBe('OPPORTUNITY')
  expect(told.mapping.write({ lifecycleStage: 'OPPORTUNITY' })).toEqual({
    properties: { lifecyclestage: 'opportunity' },
  })
  expect(told.warnings).toEqual([])
})

test("a company's own property names and fields are what is asked for", () => {
  const { mapping } = openMapping({
    properties: { ...customPropertyDefaults, emailConsent: 'newsletter_ok' },
  })
  const extended = mapping.extend({ vipTier: 'properties.vip_tier' })
  const requested = requestedProperties(extended)
  expect(requested).toEqual(expect.arrayContaining(['newsletter_ok', 'vip_tier', 'email']))
  expect(requested).not.toContain('email_consent')
  expect(new Set(requested).size).toBe(requested.length)
  expect(extended.read(contact({ newsletter_ok: '1', vip_tier: 'gold' })).values).toMatchObject({
    marketingConsent: { email: true },
    vipTier: 'gold',
  })
})
