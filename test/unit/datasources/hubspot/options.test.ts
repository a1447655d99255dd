import { OptionsError } from '../../../../src/datasources/define-datasource.ts'
import { hubspot } from '../../../../src/datasources/hubspot/hubspot.ts'
import { token } from './open-hubspot.ts'

test('a token is all that it takes', () => {
  expect(hubspot({ token }).vendor).toBe('HubSpot CRM v3')
})

test.each([
  ['baseUrl', { baseUrl: 'ftp://example.com' }],
  ['pathPrefix', { pathPrefix: 'crm/v3' }],
  ['pathPrefix', { pathPrefix: '/crm/../admin?' }],
  ['defaultPhoneRegion', { defaultPhoneRegion: 'Germany' }],
  ['properties.utmSource', { properties: { utmSource: 'UTM Source' } }],
  ['maxConcurrent', { maxConcurrent: 0 }],
])('a wrong %s is refused by its name', (name, options) => {
  expect(() => hubspot({ token, ...options })).toThrow(OptionsError)
  expect(() => hubspot({ token, ...options })).toThrow(`HubSpot CRM v3: ${name}: `)
})

test('a mistyped option is told with the name that was meant', () => {
  const options: object = { token, basUrl: 'http://127.0.0.1:1' }
  expect(() => hubspot(options as Parameters<typeof hubspot>[0])).toThrow(/"basUrl"; did you mean baseUrl\?/)
})
