import { createHash } from 'node:crypto'
import { createDatabaseSeed } from '../../../../sandbox/world/database-seed.ts'
import { createWorld } from '../../../../sandbox/world/create-world.ts'

const world = createWorld()
const hash = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex')

test('the same seed gives the same world, another seed another', () => {
  expect(hash(createWorld())).toBe(hash(world))
  expect(hash(createDatabaseSeed(createWorld()))).toBe(hash(createDatabaseSeed(world)))
  expect(hash(createWorld({ seed: 2 }))).not.toBe(hash(world))
})

test('it is as large as promised', () => {
  expect(world.persons.length).toBeGreaterThanOrEqual(520)
  expect(world.persons.filter((person) => person.crmId).length).toBeGreaterThanOrEqual(500)
  expect(world.stays.length).toBeGreaterThanOrEqual(2_000)
  expect(world.orders.length).toBeGreaterThanOrEqual(1_500)
  expect(world.items).toHaveLength(200)
  expect(world.properties).toHaveLength(3)
  expect(new Set(world.properties.map((property) => property.timeZone)).size).toBe(2)
})

test('stays reach from two years back to a year ahead, and everybody leaves after they came', () => {
  const arrivals = world.stays.map((stay) => stay.arrival).sort()
  expect(arrivals[0]! < '2024-12-01').toBe(true)
  expect(arrivals.at(-1)! > '2027-09-30').toBe(true)
  expect(world.stays.every((stay) => stay.departure > stay.arrival)).toBe(true)
})

test('no key means two things', () => {
  const unique = (keys: (string | null)[]) => {
    const present = keys.filter((key) => key !== null)
    expect(new Set(present).size).toBe(present.length)
  }
  unique(world.persons.map((person) => person.crmId))
  unique(world.persons.flatMap((person) => [person.crsId, ...person.crsDuplicateIds]))
  unique(world.persons.map((person) => person.erpId))
  unique(world.persons.map((person) => person.erpNumber))
  unique(world.persons.map((person) => person.databaseKey))
  unique(world.persons.map((person) => person.email))
  unique(world.stays.map((stay) => stay.reservationId))
  unique(world.stays.map((stay) => stay.confirmationNumber))
  unique(world.orders.map((order) => order.orderNumber))
  unique(world.orders.flatMap((order) => order.lines.map((line) => line.id)))
  unique(world.items.map((item) => item.sku))
})

test('everything refers to what there is', () => {
  for (const stay of world.stays) {
    const person = world.persons[stay.personNumber - 1]
    expect([person?.crsId, ...(person?.crsDuplicateIds ?? [])]).toContain(stay.profileId)
    const property = world.properties.find(({ code }) => code === stay.propertyCode)
    expect(property?.roomTypes.map(({ code }) => code)).toContain(stay.roomTypeCode)
  }
  for (const order of world.orders) {
    expect(world.persons[order.personNumber - 1]?.erpId).toBeTruthy()
    expect(order.lines.length).toBeGreaterThanOrEqual(1)
    expect(order.lines.length).toBeLessThanOrEqual(5)
  }
})

test('only invented addresses and numbers kept for fiction', () => {
  for (const { email, phone } of world.persons) {
    expect(email ?? 'a@example.com').toMatch(/^[a-z0-9.]+@example\.(com|org)$/)
    expect(phone ?? '+493023125000').toMatch(
      /^\+(49(3023125|8999998|4066969|6990009|2214710)\d{3}|44(2079460|1614960)\d{3}|1\d{3}55501\d\d|33(19900|63998)\d{4})$/,
    )
  }
})

test('the database has a row for each person it knows and for bookings that were sold', () => {
  const [profiles, attribution] = createDatabaseSeed(world).tables
  expect(profiles?.rows).toHaveLength(world.persons.filter((person) => person.databaseKey).length)
  expect(profiles?.rows.every((row) => row.length === profiles.columns.length)).toBe(true)
  const numbers = new Set(world.stays.map((stay) => stay.confirmationNumber))
  expect(attribution?.rows.length).toBeGreaterThan(500)
  expect(attribution?.rows.every((row) => numbers.has(String(row[0])))).toBe(true)
})
