import { Secret } from '../../../../src/secrets/secret.ts'
import { OptionsError } from '../../../../src/datasources/define-datasource.ts'
import { tryton } from '../../../../src/datasources/tryton/tryton.ts'

const good = {
  url: 'https://erp.example.com/company/',
  user: 'gateway',
  password: new Secret('open-sesame', 'test'),
  currency: 'EUR',
  warehouse: 'WH',
}

test('a server, an account, a currency and a warehouse are enough', () => {
  expect(tryton(good).vendor).toBe('Tryton 6.0')
})

test.each([
  ['url', { url: 'https://erp.example.com/' }],
  ['url', { url: 'https://erp.example.com/company/?x=1#y' }],
  ['url', { url: 'file:///company/' }],
  ['currency', { currency: 'Euro' }],
  ['timeZone', { timeZone: 'Mars/Olympus' }],
  ['warehouse', { warehouse: '' }],
  ['phoneRegion', { phoneRegion: 'Germany' }],
  ['options', { wharehouse: 'WH' }],
])('%s is refused by name: %j', (option, wrong) => {
  expect(() => tryton({ ...good, ...wrong })).toThrow(OptionsError)
  expect(() => tryton({ ...good, ...wrong })).toThrow(`Tryton 6.0: ${option}: `)
})
