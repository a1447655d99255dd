import { valueAt } from '../mapping.ts'
import type { Values } from '../write-calls.ts'

/** Codes that a hotel may want of every new reservation. */
export interface NewReservation {
  guaranteeCode?: string | undefined
  paymentMethod?: string | undefined
  marketCode?: string | undefined
  sourceCode?: string | undefined
}

/** Fields of a booking that are members of OPERA's room stay. */
export const stayFields = ['arrival', 'departure', 'adults', 'children', 'roomType', 'ratePlan'] as const

/** A stay as postReservation takes it; without rates, so that OPERA prices it by the plan. */
export function newStay(values: Values, { guaranteeCode, marketCode, sourceCode }: NewReservation): object {
  const codes = {
    ...(marketCode !== undefined && { marketCode }),
    ...(sourceCode !== undefined && { sourceCode }),
  }
  return {
    ...stayOf(values, codes),
    ...(guaranteeCode !== undefined && { guarantee: { guaranteeCode } }),
  }
}

/** The stay of a search's hit with what is changed of it, as putReservation takes it. */
export function changedStay(hit: unknown, values: Values): object {
  const stored = (name: string) => valueAt(hit, ['roomStay', name])
  const codes = Object.fromEntries(
    ['marketCode', 'sourceCode'].flatMap((name) =>
      stored(name) === undefined ? [] : [[name, stored(name)]],
    ),
  )
  const merged = {
    arrival: stored('arrivalDate'),
    departure: stored('departureDate'),
    adults: stored('adultCount'),
    children: stored('childCount'),
    roomType: stored('roomType'),
    ratePlan: stored('ratePlanCode'),
  }
  const given = Object.entries(values).filter(([, value]) => value !== undefined)
  return stayOf({ ...merged, ...Object.fromEntries(given) }, codes)
}

function stayOf(values: Values, codes: object): object {
  const { arrival, departure, roomType, ratePlan } = values
  const guestCounts = { adults: Number(values.adults ?? 1), children: Number(values.children ?? 0) }
  const roomRate = {
    roomType,
    ratePlanCode: ratePlan,
    start: arrival,
    end: departure,
    guestCounts,
    numberOfUnits: 1,
    ...codes,
  }
  return { arrivalDate: arrival, departureDate: departure, guestCounts, roomRates: [roomRate] }
}
