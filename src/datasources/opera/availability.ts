import { GatewayError } from '../../errors/gateway-error.ts'
import { BadValueError } from '../../codecs/codec.ts'
import { readLocalDate } from '../../codecs/dates.ts'
import { moneyPair, type Money } from '../../codecs/money.ts'
import type { OperationSource } from '../datasource.ts'
import { valueAt } from '../mapping.ts'
import type { OperaClient } from './client.ts'
import type { Hotels, Property } from './hotels.ts'

interface RoomAvailability {
  property: Property
  roomType: string
  description: string | null
  remaining: number
  rates: RoomRate[]
}

interface RoomRate {
  ratePlan: string
  description: string | null
  total: Money
  averageNightly: Money | null
}

/** The time span that the vendor's API description allows. */
const maxNights = 90

const dayMs = 86_400_000

/** What can be booked for a stay (par/v1 hotel availability), grouped by room type as OPERA lists room and rate pairs. */
export function availabilityOperation(client: OperaClient, hotels: Hotels): OperationSource['run'] {
  return async (args, call) => {
    const { property: code, arrival, departure } = args
    if (typeof code !== 'string' || !hotels.has(code)) {
      throw new GatewayError('BAD_USER_INPUT', `property must be one of ${hotels.codes.join(', ')}.`, {
        field: 'property',
      })
    }
    const nights = countNights(arrival, departure)
    const reply = await client.get(
      {
        operation: 'getHotelAvailability',
        path: `/par/v1/hotels/${encodeURIComponent(code)}/availability`,
        hotelId: code,
        query: {
          roomStayStartDate: String(arrival),
          roomStayEndDate: String(departure),
          roomStayQuantity: '1',
          adults: String(Number(args.adults ?? 1)),
          children: String(Number(args.children ?? 0)),
          roomTypeInfo: 'true',
          ratePlanInfo: 'true',
        },
      },
      call,
    )
    const segments = client.listAt(reply, ['hotelAvailability'])
    return segments.flatMap((segment) => readSegment(segment, hotels.property(code), nights))
  }
}

/** @throws GatewayError BAD_USER_INPUT for a stay that OPERA would refuse */
function countNights(arrival: unknown, departure: unknown): number {
  const nights = (epochDay(departure) - epochDay(arrival)) / dayMs
  if (nights >= 1 && nights <= maxNights) return nights
  throw new GatewayError('BAD_USER_INPUT', `departure must be 1 to ${maxNights} days after arrival.`, {
    field: 'departure',
  })
}

function epochDay(date: unknown): number {
  try {
    return Date.parse(readLocalDate(date, 'a date'))
  } catch (error) {
    if (error instanceof BadValueError) return Number.NaN
    throw error
  }
}

function readSegment(segment: unknown, property: Property, nights: number): RoomAvailability[] {
  const roomNames = namesOf(segment, ['masterInfo', 'roomTypes', 'roomType'], 'roomType')
  const planNames = namesOf(segment, ['masterInfo', 'ratePlans', 'ratePlan'], 'ratePlanCode')
  const rooms = new Map<string, RoomAvailability>()
  for (const stay of elementsAt(segment, ['roomStays'])) {
    for (const offer of elementsAt(stay, ['roomRates'])) {
      const roomType = valueAt(offer, ['roomType'])
      // A rate without a count or a price cannot be shown as bookable.
      const remaining = valueAt(offer, ['numberOfUnits'])
      const rate = readRate(offer, planNames, nights)
      if (typeof roomType !== 'string' || typeof remaining !== 'number' || rate === null) continue
      const room = rooms.get(roomType)
      const description = roomNames.get(roomType) ?? null
      rooms.set(roomType, {
        property,
        roomType,
        description,
        remaining: Math.min(remaining, room?.remaining ?? remaining),
        rates: [...(room?.rates ?? []), rate],
      })
    }
  }
  return [...rooms.values()]
}

function readRate(offer: unknown, names: ReadonlyMap<string, string>, nights: number): RoomRate | null {
  const ratePlan = valueAt(offer, ['ratePlanCode'])
  const reason = valueAt(offer, ['availability']) ?? 'Available'
  if (typeof ratePlan !== 'string' || reason !== 'Available') return null
  const amount = valueAt(offer, ['total', 'amountAfterTax']) ?? valueAt(offer, ['total', 'amountBeforeTax'])
  const currencyCode = valueAt(offer, ['total', 'currencyCode'])
  try {
    const total = moneyPair().decode({ amount, currencyCode })
    const description = names.get(ratePlan) ?? null
    return { ratePlan, description, total, averageNightly: averageOf(total, nights) }
  } catch (error) {
    if (error instanceof BadValueError) return null
    throw error
  }
}

/** Rounded to the digits that the total is written with. */
function averageOf({ amount, currency }: Money, nights: number): Money {
  const digits = amount.split('.')[1]?.length ?? 0
  return { amount: (Number(amount) / nights).toFixed(digits), currency }
}

function namesOf(segment: unknown, path: readonly string[], key: string): ReadonlyMap<string, string> {
  const named = elementsAt(segment, path).flatMap((one): [string, string][] => {
    const [code, name] = [valueAt(one, [key]), valueAt(one, ['description'])]
    return typeof code === 'string' && typeof name === 'string' ? [[code, name]] : []
  })
  return new Map(named)
}

function elementsAt(raw: unknown, path: readonly string[]): readonly unknown[] {
  const list = valueAt(raw, path)
  return Array.isArray(list) ? list : []
}
