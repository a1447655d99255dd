import type { Operation, SimulatorRequest } from '../kit/simulator.ts'
import { addDays } from '../world/calendar.ts'
import { nightsBetween } from './clock.ts'
import { invalidQuery } from './problem.ts'
import { readDate, readInteger, readList } from './query.ts'
import { statusAt } from './reservation-status.ts'
import type { State } from './state.ts'
import type { ReservationRecord } from './wire.ts'

/** The vendor's own ceiling for the asked time span. */
const maxNights = 90
const maxGuestsARoom = 4

export function createAvailabilityOperation(state: State): Operation {
  return {
    name: 'getHotelAvailability',
    method: 'GET',
    path: /^\/par\/v1\/hotels\/(?<hotelId>[^/]+)\/availability$/,
    handle: (request) => answerAvailability(state, request),
  }
}

function answerAvailability(state: State, { params, query }: SimulatorRequest) {
  const { property } = state.hotel(params.hotelId)
  const { arrivalDate, departureDate } = readStay(query)
  const nights = nightsBetween(arrivalDate, departureDate)
  const guestCounts = {
    adults: readInteger(query, 'adults') ?? 1,
    children: readInteger(query, 'children') ?? 0,
  }
  const wantedRooms = readInteger(query, 'roomStayQuantity') ?? 1
  const [roomTypes, ratePlans] = [readList(query, 'roomType'), readList(query, 'ratePlanCode')]
  const fits = guestCounts.adults + guestCounts.children <= maxGuestsARoom * wantedRooms
  const rooms = property.roomTypes
    .filter(({ code }) => roomTypes.length === 0 || roomTypes.includes(code))
    .map((room) => {
      const stay = { hotelId: property.code, roomType: room.code, arrivalDate, departureDate, except: null }
      return { ...room, left: roomsLeft(state, stay) }
    })
    .filter(({ left }) => fits && left >= wantedRooms)
  const plans = property.ratePlans.filter(({ code }) => ratePlans.length === 0 || ratePlans.includes(code))
  const roomRates = rooms.flatMap((room) =>
    plans.map((plan) => {
      const nightlyCents = Math.round((room.nightlyCents * plan.percent) / 100)
      const amount = (cents: number) => ({ amountBeforeTax: cents / 100, currencyCode: property.currency })
      return {
        roomType: room.code,
        ratePlanCode: plan.code,
        start: arrivalDate,
        end: departureDate,
        availability: 'Available',
        numberOfUnits: room.left,
        guestCounts,
        rates: { rate: [{ base: amount(nightlyCents), start: arrivalDate, end: departureDate }] },
        total: amount(nightlyCents * nights * wantedRooms),
      }
    }),
  )
  if (roomRates.length === 0) return { status: 204 }
  const hotelId = property.code
  const masterInfo = {
    roomTypes: {
      hotelId,
      roomType: rooms.map((room) => ({
        roomType: room.code,
        description: room.name,
        roomTypeAttributes: { maximumOccupancy: maxGuestsARoom, noOfPhysicalRooms: room.rooms },
      })),
    },
    ratePlans: {
      hotelId,
      ratePlan: plans.map((plan) => ({
        ratePlanCode: plan.code,
        description: plan.name,
        currencyCode: property.currency,
      })),
    },
  }
  const roomStay = { roomRates, guestCounts, arrivalDate, departureDate }
  const availability = {
    roomStays: [roomStay],
    masterInfo,
    hotelId,
    hasMore: false,
    totalResults: roomRates.length,
  }
  return { status: 200, body: { hotelAvailability: [availability] } }
}

function readStay(query: URLSearchParams): { arrivalDate: string; departureDate: string } {
  const arrivalDate = readDate(query, 'roomStayStartDate')
  const departureDate = readDate(query, 'roomStayEndDate')
  if (arrivalDate === null || departureDate === null || arrivalDate >= departureDate) {
    throw invalidQuery('roomStayStartDate', 'a date before roomStayEndDate')
  }
  if (nightsBetween(arrivalDate, departureDate) > maxNights) {
    throw invalidQuery('roomStayEndDate', `at most ${maxNights} days after roomStayStartDate`)
  }
  return { arrivalDate, departureDate }
}

interface WantedStay {
  hotelId: string
  roomType: string
  arrivalDate: string
  departureDate: string
  /** The reservation that is being changed does not stand in its own way. */
  except: ReservationRecord | null
}

/** Rooms of the type that are free in every night of the stay; never below 0, though houses overbook. */
export function roomsLeft(state: State, wanted: WantedStay): number {
  const hotel = state.hotel(wanted.hotelId)
  const rooms = hotel.property.roomTypes.find(({ code }) => code === wanted.roomType)?.rooms ?? 0
  const taken = [...state.reservations.values()].filter((record) => {
    const { roomStay, hotelId } = record.reservation
    if (record === wanted.except || hotelId !== wanted.hotelId) return false
    if (roomStay.roomRates[0]?.roomType !== wanted.roomType) return false
    if (roomStay.arrivalDate >= wanted.departureDate || roomStay.departureDate <= wanted.arrivalDate)
      return false
    return holdsRoom(statusAt(record, hotel, state.now()).reservationStatus)
  })
  let most = 0
  for (let night = wanted.arrivalDate; night < wanted.departureDate; night = addDays(night, 1)) {
    const inThatNight = taken.filter(({ reservation: { roomStay } }) => {
      return roomStay.arrivalDate <= night && night < roomStay.departureDate
    })
    most = Math.max(most, inThatNight.length)
  }
  return Math.max(0, rooms - most)
}

function holdsRoom(status: string): boolean {
  return !['Cancelled', 'NoShow', 'Waitlisted', 'Requested', 'CheckedOut'].includes(status)
}
