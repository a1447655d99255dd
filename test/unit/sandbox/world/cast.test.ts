import { cast } from '../../../../sandbox/world/cast.ts'
import { createWorld } from '../../../../sandbox/world/create-world.ts'
import { spellPerson } from '../../../../sandbox/world/spell-person.ts'
import type { SpellingSystem } from '../../../../sandbox/world/spell-person.ts'

const world = createWorld()
const person = (number: number) => world.persons[number - 1]!
const spelled = (number: number, system: SpellingSystem) => spellPerson(person(number), system)

test('the showcase person is clean, known to all four, with bookings and orders', () => {
  expect(person(cast.showcase)).toMatchObject({
    email: 'clara.winterfeld@example.com',
    phone: '+498999998000',
    crmId: '401001',
    crsId: '80003',
    erpId: 'c0570000-0000-4000-8000-000000000001',
    erpNumber: 'C10010',
    databaseKey: 'HG-00001',
  })
  for (const system of ['CRS', 'ERP', 'DATABASE'] as const) {
    expect(spelled(cast.showcase, system)).toEqual(spelled(cast.showcase, 'CRM'))
  }
  const stays = world.stays.filter((stay) => stay.personNumber === cast.showcase)
  expect(new Set(stays.map((stay) => stay.propertyCode)).size).toBeGreaterThanOrEqual(2)
  const orders = world.orders.filter((order) => order.personNumber === cast.showcase)
  expect(orders).toHaveLength(3)
  expect(orders.flatMap((order) => order.lines).every((line) => line.itemNumber !== null)).toBe(true)
})

test('names are spelled in different ways', () => {
  expect(spelled(cast.umlautSpelledOut, 'CRM').familyName).toBe('Müller')
  expect(spelled(cast.umlautSpelledOut, 'ERP').familyName).toBe('Mueller')
  expect(spelled(cast.sharpS, 'CRS').familyName).toBe('STRAUSS')
  expect(spelled(cast.accentsDropped, 'ERP')).toMatchObject({ givenName: 'Helene', familyName: 'Lefevre' })
  expect(spelled(cast.upperCase, 'CRS').familyName).toBe('KJÆR')
})

test('phones come in every format', () => {
  expect(spelled(cast.phoneNational, 'CRM').phone).toMatch(/^0\d+ \/ \d+$/)
  expect(spelled(cast.phoneTrunkInParentheses, 'CRM').phone).toMatch(/^\+49 \(0\)\d+ \d+$/)
  expect(spelled(cast.phoneDoubleZero, 'CRM').phone).toMatch(/^0049 /)
  expect(spelled(cast.phoneMissing, 'CRM').phone).toBeNull()
  expect(spelled(cast.couple[0], 'CRM').phone).toBe(spelled(cast.couple[1], 'CRM').phone)
})

test('countries are names as often as codes', () => {
  const countries = [cast.countryInGerman, cast.countryUpperCase, cast.countryUsa, cast.countryUk]
  const texts = countries.map((number) => spelled(number, 'CRM').country)
  expect(texts).toEqual(['Deutschland', 'GERMANY', 'USA', 'U.K.'])
})

test('some values cannot be converted', () => {
  expect(spelled(cast.emailUnconvertible, 'CRM').email).toBe('info@')
  expect(spelled(cast.phoneUnconvertible, 'CRM').phone).toBe('n/a')
  expect(spelled(cast.phoneDoubtful, 'CRM').phone).toBe('030 / 1000000')
  expect(spelled(cast.countryUnconvertible, 'CRM').country).toBe('Atlantis')
})

test('some have two profiles, some two e-mails, some are known to one system only', () => {
  expect(cast.crsDuplicates.map((number) => person(number).crsDuplicateIds.length)).toEqual([1, 2])
  expect(spelled(cast.differentEmails, 'CRM').email).not.toBe(spelled(cast.differentEmails, 'CRS').email)
  const keys = ({ crmId, crsId, erpId, databaseKey }: ReturnType<typeof person>) =>
    [crmId, crsId, erpId, databaseKey].map((key) => key !== null)
  expect(keys(person(cast.onlyCrm))).toEqual([true, false, false, false])
  expect(keys(person(cast.onlyCrs))).toEqual([false, true, false, false])
  expect(keys(person(cast.onlyErp))).toEqual([false, false, true, false])
  expect(keys(person(cast.onlyDatabase))).toEqual([false, false, false, true])
  expect(cast.walkIns.map((number) => person(number).email)).toEqual([null, null])
})

test('the frequent guest has more than a page of everything, another nothing', () => {
  const stays = (number: number) => world.stays.filter((stay) => stay.personNumber === number).length
  const orders = (number: number) => world.orders.filter((order) => order.personNumber === number).length
  expect([stays(cast.frequent), orders(cast.frequent)]).toEqual([60, 45])
  expect([stays(cast.withoutHistory), orders(cast.withoutHistory)]).toEqual([0, 0])
})
