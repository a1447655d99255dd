import { addDays, baseDate, instantOn } from './calendar.ts'
import { cast } from './cast.ts'
import { createRandom } from './random.ts'
import { spellPerson } from './spell-person.ts'
import type { World } from './world.ts'

export interface DatabaseSeed {
  /** PostgreSQL statements, in order. */
  ddl: string[]
  /** Rows in the order of `columns`; numeric and timestamptz as text. */
  tables: { name: string; columns: string[]; rows: (string | number | null)[][] }[]
}

/** The company's own database: loyalty of customers, and the campaign that sold a booking. */
export function createDatabaseSeed(world: World): DatabaseSeed {
  const random = createRandom(world.persons.length)
  const touched = () => instantOn(addDays(baseDate, -random.integer(1, 200)), random.integer(0, 86_000))

  const profiles = world.persons.flatMap((person) => {
    if (!person.databaseKey) return []
    const { email, phone } = spellPerson(person, 'DATABASE')
    const isShowcase = person.number === cast.showcase
    const points = isShowcase ? 12_480 : random.integer(0, 20_000)
    const segment = isShowcase ? 'GOLD' : segmentOf(points, random.chance(0.1))
    const cents = isShowcase ? 734_250 : random.integer(0, 2_000_000)
    const value = random.chance(0.05) && !isShowcase ? null : (cents / 100).toFixed(2)
    const currency = value && (person.country === 'US' ? 'USD' : 'EUR')
    return [[person.databaseKey, email, phone, points, segment, value, currency, touched()]]
  })

  const attributions = world.stays.flatMap((stay) => {
    const sold = stay.sourceCode === 'WEB' || random.chance(0.1)
    const [source, medium] = random.pick(channels)
    const name = random.pick(campaigns)
    return sold ? [[stay.confirmationNumber, source, medium, name, stay.createdAt]] : []
  })

  return {
    ddl: [customerProfile, bookingAttribution],
    tables: [
      {
        name: 'customer_profile',
        columns: [
          ...['customer_key', 'email', 'phone', 'loyalty_points', 'segment'],
          ...['lifetime_value', 'lifetime_value_currency', 'updated_at'],
        ],
        rows: profiles,
      },
      {
        name: 'booking_attribution',
        columns: ['confirmation_number', 'campaign_source', 'campaign_medium', 'campaign_name', 'updated_at'],
        rows: attributions,
      },
    ],
  }
}

const channels = [
  ['google', 'cpc'],
  ['newsletter', 'email'],
  ['instagram', 'social'],
  ['(direct)', '(none)'],
] as const
const campaigns = ['spring-2026', 'brand', 'late-summer', null, 'Winter am Wasser'] as const

function segmentOf(points: number, unknown: boolean): string | null {
  if (unknown) return null
  if (points > 15_000) return 'PLATINUM'
  return points > 8_000 ? 'GOLD' : points > 2_000 ? 'SILVER' : 'BASIC'
}

const customerProfile = `create table if not exists customer_profile (
  customer_key text primary key,
  email text,
  phone text,
  loyalty_points integer not null,
  segment text,
  lifetime_value numeric(12, 2),
  lifetime_value_currency char(3),
  updated_at timestamptz not null
)`

const bookingAttribution = `create table if not exists booking_attribution (
  confirmation_number text primary key,
  campaign_source text,
  campaign_medium text,
  campaign_name text,
  updated_at timestamptz not null
)`
