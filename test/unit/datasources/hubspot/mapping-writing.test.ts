import fc from 'fast-check'
import {
  customerMapping,
  customPropertyDefaults,
  lifecycleStages,
} from '../../../../src/datasources/hubspot/mapping.ts'

const mapping = customerMapping({ lifecycleStages: {}, properties: customPropertyDefaults, warn: () => {} })
const times = { createdAt: '2026-01-01T00:00:00Z', updatedAt: '2026-01-01T00:00:00Z' }

const word = fc.stringMatching(/^[a-zA-Zäöüéß]{1,12}$/).map((text) => text.normalize('NFC'))
const orNull = <Value>(values: fc.Arbitrary<Value>) => fc.option(values, { nil: null })
const patches = fc.record(
  {
    givenName: orNull(word),
    familyName: orNull(word),
    email: orNull(fc.constantFrom('anna@example.com', 'o.brien+news@example.org')),
    phone: orNull(fc.constantFrom('+4930100000', '+12125550123', '+390612345678')),
    company: orNull(word),
    language: orNull(fc.constantFrom('de', 'de-AT', 'en-GB', 'zh-Hans-CN')),
    lifecycleStage: orNull(fc.constantFrom(...lifecycleStages)),
    accountManager: orNull(fc.constantFrom('70001', '70002')),
    address: fc.record({
      street: word,
      postalCode: orNull(word),
      city: orNull(word),
      region: orNull(word),
      country: orNull(fc.constantFrom('DE', 'US', 'GB', 'CZ', 'KR', 'CD')),
    }),
    marketingConsent: fc.record({
      email: fc.boolean(),
      sms: orNull(fc.boolean()),
      updatedAt: orNull(fc.constant('2026-03-02T09:15:00.000Z')),
    }),
  },
  { requiredKeys: [] },
)

test('every patch is written as text and reads back as it was', () => {
  fc.assert(
    fc.property(patches, (patch) => {
      const { properties = {} } = mapping.write(patch) as { properties?: Record<string, unknown> }
      expect(Object.values(properties).filter((value) => typeof value !== 'string')).toEqual([])
      expect(mapping.read({ id: '1', ...times, properties }).values).toMatchObject(patch)
    }),
  )
})

test('what a patch leaves out is not written, and null is written as empty text', () => {
  expect(mapping.write({ phone: null, address: { city: 'Wien', country: 'AT' } })).toEqual({
    properties: { phone: '', city: 'Wien', country: 'Austria' },
  })
  expect(mapping.write({})).toEqual({})
})

test('languages are written in the lower case of HubSpot', () => {
  expect(mapping.write({ language: 'de-AT' })).toEqual({ properties: { hs_language: 'de-at' } })
})

test.each(['createdAt', 'updatedAt'])('%s cannot be written', (field) => {
  expect(() => mapping.write({ [field]: '2026-01-01T00:00:00.000Z' })).toThrow(`Customer.${field} cannot be`)
})

test('a stage that HubSpot does not have cannot be written', () => {
  expect(() => mapping.write({ lifecycleStage: 'UNKNOWN' })).toThrow('expected a status that this system has')
})
