import {
  addressCommands,
  mechanismCommands,
  taxIdCommands,
} from '../../../../src/datasources/tryton/party-changes.ts'

const contact = (id: number, type: string, value: string, active = true) => ({ id, type, value, active })
const party = (...mechanisms: object[]) => ({ 'contact_mechanisms.': mechanisms })
const website = contact(1, 'website', 'https://example.com')

test('the first contact of its kind is written in place, others stay', () => {
  const others = [website, contact(2, 'mobile', '+49301'), contact(3, 'phone', '+49302')]
  expect(mechanismCommands(party(...others), 'phone', '+49309')).toEqual([
    ['write', [2], { value: '+49309', active: true }],
  ])
})

test('a contact is made only where there is none', () => {
  expect(mechanismCommands(party(website), 'email', 'a@example.com')).toEqual([
    ['create', [{ type: 'email', value: 'a@example.com' }]],
  ])
  expect(mechanismCommands(null, 'phone', '+49309')).toEqual([
    ['create', [{ type: 'phone', value: '+49309' }]],
  ])
})

test.each([
  ['email', contact(2, 'email', 'A@Example.com'), 'a@example.com'],
  ['phone', contact(2, 'mobile', '+49 (30) 1'), '+49301'],
] as const)('an %s that is only spelled otherwise is left as it is', (kind, stored, wanted) => {
  expect(mechanismCommands(party(stored), kind, wanted)).toEqual([])
})

test('none is all of a kind archived', () => {
  const mails = [contact(2, 'email', 'a@example.com'), contact(3, 'email', 'b@example.com')]
  expect(mechanismCommands(party(website, ...mails), 'email', null)).toEqual([
    ['write', [2, 3], { active: false }],
  ])
  expect(mechanismCommands(party(website), 'email', null)).toEqual([])
})

test('one that was archived is brought back rather than doubled', () => {
  const old = contact(2, 'email', 'a@example.com', false)
  expect(mechanismCommands(party(old), 'email', 'a@example.com')).toEqual([
    ['write', [2], { value: 'a@example.com', active: true }],
  ])
})

test('a second one that becomes the first is not there twice', () => {
  const mails = [contact(2, 'email', 'a@example.com'), contact(3, 'email', 'b@example.com')]
  expect(mechanismCommands(party(...mails), 'email', 'b@example.com')).toEqual([
    ['write', [2], { value: 'b@example.com', active: true }],
    ['write', [3], { active: false }],
  ])
})

test('the first address that is not archived is changed; where there is none, one is made unless it would be empty', () => {
  const stored = {
    'addresses.': [
      { id: 1, active: false },
      { id: 2, active: true },
    ],
  }
  expect(addressCommands(stored, { city: 'Ulm' })).toEqual([['write', [2], { city: 'Ulm' }]])
  expect(addressCommands(null, { city: 'Ulm' })).toEqual([['create', [{ city: 'Ulm' }]]])
  expect(addressCommands(null, { city: null, street: null })).toEqual([])
})

test.each([
  [null, 'DE1', [['create', [{ type: 'eu_vat', code: 'DE1' }]]]],
  [{ id: 7, code: 'DE0' }, 'DE1', [['write', [7], { code: 'DE1' }]]],
  [{ id: 7, code: 'DE0' }, null, [['delete', [7]]]],
  [null, null, []],
])('a tax identifier %j that is to be %j', (known, wanted, commands) => {
  expect(taxIdCommands({ 'tax_identifier.': known }, wanted, 'eu_vat')).toEqual(commands)
})
