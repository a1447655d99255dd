import { addDays, baseDate, instantOn } from './calendar.ts'
import { cast } from './cast.ts'
import type { Person } from './person.ts'
import { properties } from './properties.ts'
import type { Random } from './random.ts'
import type { Stay, StayOutcome } from './world.ts'

const randomStays = 2_150
const frequentStays = 60
const withoutStays: readonly number[] = [cast.showcase, cast.frequent, cast.withoutHistory]

const requests = [
  'Late arrival, after 22:00',
  'Quiet room, please',
  'Feather-free bedding',
  'Baby cot',
  'Zimmer mit Aussicht, bitte',
]

/** Some 2,200 reservations from two years before the base date to one year after it. */
export function createStays(persons: readonly Person[], random: Random): Stay[] {
  const guests = persons.filter((person) => person.crsId && !withoutStays.includes(person.number))
  const stays: Stay[] = []
  const add = (person: Person, wish: Partial<Wish>) =>
    stays.push(createStay(stays.length + 1, person, wish, random))
  const showcase = persons[cast.showcase - 1]
  const frequent = persons[cast.frequent - 1]
  if (!showcase || !frequent) throw new Error('The world has no showcase person')
  for (const wish of showcaseStays) add(showcase, wish)
  for (let count = 0; count < frequentStays; count++) add(frequent, { outcome: 'GUARANTEED' })
  for (const person of persons) if (person.crsDuplicateIds.length > 0) add(person, { onDuplicate: true })
  for (let count = 0; count < randomStays; count++) add(random.pick(guests), {})
  return stays
}

interface Wish {
  propertyCode: string
  arrivalInDays: number
  nights: number
  roomTypeCode: string
  ratePlanCode: string
  outcome: StayOutcome
  adults: number
  children: number
  request: string | null
  onDuplicate: boolean
}

/** The showcase person: two stays behind, two ahead, one cancelled. */
const showcaseStays: readonly Partial<Wish>[] = [
  {
    propertyCode: 'HWBER',
    arrivalInDays: -400,
    nights: 3,
    roomTypeCode: 'DBL',
    outcome: 'GUARANTEED',
    request: null,
  },
  { propertyCode: 'HWNYC', arrivalInDays: -150, nights: 5, roomTypeCode: 'KNG', outcome: 'GUARANTEED' },
  { propertyCode: 'HWMUC', arrivalInDays: -60, nights: 2, roomTypeCode: 'SGL', outcome: 'CANCELLED' },
  {
    ...{ propertyCode: 'HWBER', arrivalInDays: 120, nights: 4, roomTypeCode: 'STE', outcome: 'GUARANTEED' },
    ...{ adults: 2, children: 1, ratePlanCode: 'BB', request: 'Late arrival, after 22:00' },
  },
  {
    propertyCode: 'HWNYC',
    arrivalInDays: 250,
    nights: 6,
    roomTypeCode: 'QUE',
    outcome: 'GUARANTEED',
    adults: 2,
  },
]

function createStay(number: number, person: Person, wish: Partial<Wish>, random: Random): Stay {
  const property = properties.find(({ code }) => code === wish.propertyCode) ?? random.pick(properties)
  const drawnRoom = random.pick(property.roomTypes)
  const room = property.roomTypes.find(({ code }) => code === wish.roomTypeCode) ?? drawnRoom
  const drawnPlan = random.pick(property.ratePlans)
  const plan = property.ratePlans.find(({ code }) => code === wish.ratePlanCode) ?? drawnPlan
  const arrivalInDays = wish.arrivalInDays ?? random.integer(-730, 365)
  const nights = wish.nights ?? random.integer(1, 7)
  const outcome = wish.outcome ?? drawOutcome(arrivalInDays, random)
  const arrival = addDays(baseDate, arrivalInDays)
  // Booked before the base date even for stays long after it: the world knows nothing of its own future.
  const bookedInDays =
    outcome === 'WALK_IN' ? arrivalInDays : Math.min(arrivalInDays, -1) - random.integer(1, 120)
  const createdAt = instantOn(addDays(baseDate, bookedInDays), random.integer(21_600, 79_200))
  const touchedInDays = Math.min(-1, bookedInDays + random.integer(0, 60))
  const nightlyCents = Math.round((room.nightlyCents * plan.percent) / 100)
  const totalCents = nightlyCents * nights
  const depositCents = random.chance(0.4) ? Math.round(totalCents / 5) : 0
  const isPast = arrivalInDays + nights < 0
  return {
    number,
    reservationId: String(300_000 + number),
    confirmationNumber: String(5_000_000 + number * 13),
    propertyCode: property.code,
    personNumber: person.number,
    profileId: profileOf(person, wish.onDuplicate ?? random.chance(0.4)),
    outcome,
    arrival,
    departure: addDays(arrival, nights),
    adults: wish.adults ?? random.integer(1, 2),
    children: wish.children ?? (random.chance(0.15) ? random.integer(1, 3) : 0),
    roomTypeCode: room.code,
    ratePlanCode: plan.code,
    nightlyCents,
    totalCents,
    depositCents,
    paidCents: isPast && (outcome === 'GUARANTEED' || outcome === 'WALK_IN') ? totalCents : depositCents,
    currency: property.currency,
    sourceCode:
      outcome === 'WALK_IN' ? 'WALKIN' : random.pick(['WEB', 'WEB', 'PHONE', 'OTA', 'CORP'] as const),
    specialRequests: wish.request === undefined ? drawRequest(random) : wish.request,
    createdAt,
    updatedAt: instantOn(addDays(baseDate, touchedInDays), 82_800 + random.integer(0, 3_000)),
  }
}

function drawOutcome(arrivalInDays: number, random: Random): StayOutcome {
  const drawn = random.next()
  if (drawn < 0.1) return 'CANCELLED'
  if (drawn < 0.13 && arrivalInDays < 0) return 'NO_SHOW'
  if (drawn < 0.15 && arrivalInDays < 0) return 'WALK_IN'
  if (drawn < 0.14) return 'WAITLISTED'
  return drawn < 0.18 && arrivalInDays > 0 ? 'REQUESTED' : 'GUARANTEED'
}

function drawRequest(random: Random): string | null {
  return random.chance(0.2) ? random.pick(requests) : null
}

function profileOf(person: Person, onDuplicate: boolean): string {
  const duplicate = onDuplicate ? person.crsDuplicateIds[0] : undefined
  const profileId = duplicate ?? person.crsId
  if (!profileId) throw new Error(`Person ${person.number} has no CRS profile to book for`)
  return profileId
}
