import { composeName, namePart } from '../../../../src/datasources/business-central/customer-name.ts'

const reading = { absent: [''], always: true, place: [], drifts: { count: 0 } }
const partsOf = (raw: object) => [namePart('given').read(raw, reading), namePart('family').read(raw, reading)]

test.each([
  ['Ada', 'Lovelace'],
  ['Ada Maria', 'van der Berg'],
  ['Jean', 'Martin Dupont'],
  ['Ben', 'Al Saud'],
  [null, 'Prince'],
])('the name %s %s reads back from one text as it was written', (givenName, familyName) => {
  const displayName = composeName({ givenName, familyName }, null)
  expect(partsOf({ type: 'Person', displayName })).toEqual([givenName, familyName])
})

test('a part that is not given stays as it is', () => {
  expect(composeName({ familyName: 'King' }, 'Ada Lovelace')).toBe('Ada King')
  expect(composeName({ givenName: 'Augusta' }, 'Ada Lovelace')).toBe('Augusta Lovelace')
  expect(composeName({ givenName: null }, 'Ada Lovelace')).toBe('Lovelace')
})

test("a company's name is no person's", () => {
  expect(partsOf({ type: 'Company', displayName: 'Berg & Partner' })).toEqual([null, null])
})

test.each([
  [{ givenName: 'Ada', familyName: null }],
  [{ givenName: 'Ada' }],
  [{ givenName: 'Ada', familyName: 'L'.repeat(101) }],
  [{ givenName: 'Ada, Countess', familyName: 'Lovelace' }],
])('%j is no name that can be stored', (values) => {
  expect(() => composeName(values, null)).toThrow('expected')
})
