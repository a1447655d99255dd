import { Secret } from '../../../../src/secrets/secret.ts'
import { businessCentral } from '../../../../src/datasources/business-central/business-central.ts'

const right = {
  tenant: 'example.com',
  environment: 'production',
  companyId: 'C0A40000-0000-4000-8000-000000000001',
  clientId: 'gateway',
  clientSecret: new Secret('s3cret', 'test'),
  localCurrency: 'EUR',
}

test('what a company has to say is enough', () => {
  expect(businessCentral(right).vendor).toBe('Business Central API v2.0')
})

test.each([
  ['baseUrl', 'ftp://erp.example.com'],
  ['tenant', 'a/../b'],
  ['environment', 'production?x='],
  ['companyId', 'CRONUS'],
  ['tokenUrl', 'login.example.com'],
  ['localCurrency', 'EURO'],
  ['defaultPhoneRegion', 'XX'],
  ['companyID', 'c0a40000-0000-4000-8000-000000000001'],
])('%s %s is refused', (option, value) => {
  expect(() => businessCentral({ ...right, [option]: value })).toThrow(option)
})
