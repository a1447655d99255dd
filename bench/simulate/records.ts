/** What the simulated systems hold: the same customers in each, under the same numbers. Pre-serialised, by number. */
export interface Records {
  contacts: Map<string, string>
  /** A guest's reservations, joined by commas. */
  reservations: ReadonlyMap<string, string>
  /** A customer's orders, joined by commas. */
  orders: ReadonlyMap<string, string>
  stock: ReadonlyMap<string, string>
}

/** A row of each of the database's two tables. */
export interface Profile {
  customerKey: string
  points: number
  tier: string
  tags: readonly string[]
  orderCount: number
  lifetimeValue: number
}

export const customerCount = 500
const articleCount = 300
const dayMs = 86_400_000
const begin = Date.UTC(2026, 0, 1)

const pick = <T>(list: readonly [T, ...T[]], index: number): T => list[index % list.length] ?? list[0]
const timeOf = (day: number): string => new Date(begin + (day % 360) * dayMs).toISOString()
const dateOf = (day: number): string => timeOf(day).slice(0, 10)

const givenNames = ['Ada', 'Bruno', 'Carla', 'Deniz', 'Emil', 'Farah', 'Goran', 'Hanna'] as const
const familyNames = ['Berg', 'Costa', 'Dahl', 'Ekwueme', 'Fischer', 'Grandi', 'Horvat'] as const
const countries = ['AT', 'BR', 'DE', 'FR', 'JP'] as const
const tiers = ['BRONZE', 'SILVER', 'GOLD'] as const

export function createRecords(): Records {
  const numbers = Array.from({ length: customerCount }, (_, index) => index + 1)
  const byCustomer = (recordsOf: (number: number) => readonly object[]) =>
    new Map(
      numbers.map((number) => [
        `c${number}`,
        recordsOf(number)
          .map((one) => JSON.stringify(one))
          .join(),
      ]),
    )
  return {
    contacts: byCustomer((number) => [contactOf(number)]),
    reservations: byCustomer(reservationsOf),
    orders: byCustomer(ordersOf),
    stock: new Map(
      Array.from({ length: articleCount }, (_, number) => [`s${number}`, JSON.stringify(stockOf(number))]),
    ),
  }
}

export function createProfiles(): Profile[] {
  return Array.from({ length: customerCount }, (_, index) => ({
    customerKey: `c${index + 1}`,
    points: (index * 173) % 50_000,
    tier: pick(tiers, index),
    tags: index % 2 === 0 ? ['newsletter'] : ['newsletter', 'regular'],
    orderCount: 2 + (index % 5),
    lifetimeValue: 80.5 + (index % 3_000),
  }))
}

function contactOf(number: number): object {
  const [firstName, lastName] = [pick(givenNames, number), pick(familyNames, number * 3)]
  return {
    id: `c${number}`,
    firstName,
    lastName,
    email: `${firstName}.${lastName}.${number}@example.com`.toLowerCase(),
    phone: `+4989${2_000_000 + number}`,
    country: pick(countries, number),
    language: 'en',
    status: number % 7 === 0 ? 'LEAD' : 'ACTIVE',
    createdAt: timeOf(number),
    updatedAt: timeOf(number * 2),
  }
}

function reservationsOf(number: number): object[] {
  return [0, 1, 2].map((index) => ({
    id: `r${number}-${index}`,
    guestId: `c${number}`,
    hotelCode: `H${(number + index) % 40}`,
    roomType: pick(['STD', 'DLX', 'STE'], index),
    arrival: dateOf(number + index * 30),
    departure: dateOf(number + index * 30 + 2),
    status: pick(['CONFIRMED', 'CHECKED_OUT', 'CANCELLED'], index),
    adults: 1 + (index % 2),
    totalAmount: 140.5 + (number % 500),
    currency: 'EUR',
    ratePlan: 'BAR',
    channel: 'DIRECT',
  }))
}

function ordersOf(number: number): object[] {
  return [0, 1].map((index) => ({
    id: `o${number}-${index}`,
    customerId: `c${number}`,
    placedAt: timeOf(number + index * 9),
    status: pick(['OPEN', 'SHIPPED'], index),
    currency: 'EUR',
    total: 59.9 + (number % 200),
    lines: [0, 1, 2].map((line) => ({
      lineNo: line + 1,
      sku: `s${(number * 7 + index * 3 + line) % articleCount}`,
      quantity: 1 + line,
      unitPrice: 8.95 + line,
    })),
  }))
}

function stockOf(number: number): object {
  return {
    sku: `s${number}`,
    name: `Article ${number}`,
    onHand: (number * 41) % 400,
    reserved: number % 15,
    warehouse: `W${number % 3}`,
    updatedAt: timeOf(number),
  }
}
