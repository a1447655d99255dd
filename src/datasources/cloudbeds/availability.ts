import { BadValueError } from '../../codecs/codec.ts'
import { moneyPair, type Money } from '../../codecs/money.ts'
import { readDecimal } from '../../codecs/numbers.ts'
import { GatewayError } from '../../errors/gateway-error.ts'
import type { OperationSource } from '../datasource.ts'
import { valueAt } from '../mapping.ts'
import { maxPage, type CloudbedsClient } from './client.ts'
import type { Properties, Property } from './properties.ts'

interface RoomAvailability {
  property: Property
  roomType: string
  description: string | null
  remaining: number
  rates: { ratePlan: string; description: string | null; total: Money; averageNightly: Money | null }[]
}

const dayMs = 86_400_000

/** What can be booked for a stay: getAvailableRoomTypes, which lists a room type once for each of its rates. */
export function availabilityOperation(
  client: CloudbedsClient,
  properties: Properties,
): OperationSource['run'] {
  return async ({ property, arrival, departure, adults = 1, children = 0 }, call) => {
    if (typeof property !== 'string' || !properties.has(property))
      throw refuse('property', `property must be one of ${properties.ids.join(', ')}.`)
    const nights = (Date.parse(String(departure)) - Date.parse(String(arrival))) / dayMs
    if (!(nights >= 1)) throw refuse('departure', 'departure must be after arrival.')
    const guests = { adults: String(Number(adults)), children: String(Number(children)) }
    const query = {
      propertyIDs: property,
      startDate: String(arrival),
      endDate: String(departure),
      rooms: '1',
      ...guests,
      detailedRates: 'true',
      pageSize: String(maxPage),
    }
    const { records } = await client.list('getAvailableRoomTypes', query, call)
    const rooms = new Map<string, RoomAvailability>()
    for (const found of records) {
      const currency =
        valueAt(found, ['propertyCurrency', '0', 'currencyCode']) ??
        valueAt(found, ['propertyCurrency', 'currencyCode'])
      for (const offer of elementsAt(found, 'propertyRooms')) {
        const [roomType, remaining] = [textAt(offer, 'roomTypeName'), valueAt(offer, ['roomsAvailable'])]
        const rate = readRate(offer, currency, nights, guests)
        // A rate without a count or a price cannot be shown as bookable.
        if (roomType === null || typeof remaining !== 'number' || remaining < 1 || rate === null) continue
        const room = rooms.get(roomType)
        rooms.set(roomType, {
          property: properties.property(property),
          roomType,
          description: textAt(offer, 'roomTypeDescription'),
          remaining: Math.min(remaining, room?.remaining ?? remaining),
          rates: [...(room?.rates ?? []), rate],
        })
      }
    }
    return [...rooms.values()]
  }
}

/** The nights and what more guests than are included cost; null where one of them is not told. */
function readRate(
  offer: unknown,
  currencyCode: unknown,
  nights: number,
  guests: { adults: string; children: string },
) {
  const ratePlan =
    textAt(offer, 'ratePlanNamePublic') ?? textAt(offer, 'ratePlanNamePrivate') ?? textAt(offer, 'roomRateID')
  const prices = elementsAt(offer, 'roomRateDetailed').map((night) => valueAt(night, ['rate']))
  const extras = [
    valueAt(offer, ['adultsExtraCharge', guests.adults]) ?? 0,
    valueAt(offer, ['childrenExtraCharge', guests.children]) ?? 0,
  ]
  if (ratePlan === null || prices.length !== nights) return null
  try {
    const thousandths = [...prices, ...extras].reduce<number>(
      (sum, price) => sum + Math.round(Number(readDecimal(price, 'an amount')) * 1_000),
      0,
    )
    const priced = (amount: number) => moneyPair().decode({ amount: String(amount / 1_000), currencyCode })
    const total = priced(thousandths)
    const digits = total.amount.split('.')[1]?.length ?? 0
    const averageNightly = { ...total, amount: (thousandths / 1_000 / nights).toFixed(digits) }
    return { ratePlan, description: null, total, averageNightly }
  } catch (error) {
    if (error instanceof BadValueError) return null
    throw error
  }
}

function refuse(field: string, message: string): GatewayError {
  return new GatewayError('BAD_USER_INPUT', message, { field })
}

function textAt(raw: unknown, name: string): string | null {
  const value = valueAt(raw, [name])
  return typeof value === 'string' && value !== '' ? value : null
}

function elementsAt(raw: unknown, name: string): readonly unknown[] {
  const list = valueAt(raw, [name])
  return Array.isArray(list) ? list : []
}
