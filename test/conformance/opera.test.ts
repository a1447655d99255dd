import { createOpera } from '../../sandbox/opera.ts'
import { sandboxOpera } from '../../sandbox/opera/credentials.ts'
import { specialsByCode } from '../../sandbox/opera/specials.ts'
import { addDays } from '../../sandbox/world/calendar.ts'
import { cast } from '../../sandbox/world/cast.ts'
import { createWorld } from '../../sandbox/world/create-world.ts'
import { Secret } from '../../src/secrets/secret.ts'
import type { HotelOption } from '../../src/datasources/opera/hotels.ts'
import { createHotels } from '../../src/datasources/opera/hotels.ts'
import { bookingMapping } from '../../src/datasources/opera/booking-mapping.ts'
import { customerMapping } from '../../src/datasources/opera/customer-mapping.ts'
import { opera } from '../../src/datasources/opera/opera.ts'
import type { SourceRecord } from '../../src/datasources/source-record.ts'
import { describeDatasource } from '../support/datasource-conformance.ts'
import { openSimulated } from '../support/simulated-datasource.ts'

const world = createWorld()
const person = (number: number) => world.persons[number - 1]!
const crsId = (number: number) => person(number).crsId!
const profileIds = world.persons.flatMap(({ crsId: id, crsDuplicateIds }) =>
  id ? [id, ...crsDuplicateIds] : [],
)
/** The group's card of the person with that number, as the simulated OPERA numbers them. */
const cardOf = (number: number) => ({ value: `HW${7_000_000 + number * 37}`, id: crsId(number) })
/** Carries an airline's card too, before the group's own. */
const twoCards = world.persons.find(({ number, crsId: id }) => number > 40 && number % 15 === 0 && id)!.number

const [stay] = world.stays as [(typeof world.stays)[number]]
const hotels = world.properties.map(({ code, name, timeZone }) => ({ code, name, timeZone })) as [
  HotelOption,
  ...HotelOption[],
]
const propertyCode = ({ values }: SourceRecord) => (values.property as { code: string }).code

const unlisted = "OPERA lists no profiles without a criterion, and a card is one guest's"
const noReferences = 'a guest refers to no other entity'
const noVersions = 'OPERA takes no version with a write: the engine reads and compares'
const soon = addDays(new Date().toISOString().slice(0, 10), 5)
/** A reservation that has not begun. */
const expected = world.stays.find(({ outcome, arrival }) => outcome === 'GUARANTEED' && arrival > soon)!
const roomsOf = (code: string) =>
  world.properties.find((property) => property.code === code)!.roomTypes.map((room) => room.code)
const newBooking = {
  property: 'HWBER',
  customer: crsId(cast.showcase),
  roomType: 'DBL',
  ratePlan: 'BAR',
  arrival: addDays(soon, 400),
  departure: addDays(soon, 402),
}

describeDatasource({
  name: 'OPERA Cloud v1 (simulated)',
  system: 'CRS',
  async open() {
    const opened = await openSimulated({
      simulator: createOpera({ world, now: Date.now, random: Math.random }),
      system: 'CRS',
      isMeasured: true,
      define: (baseUrl) =>
        opera({
          baseUrl,
          clientId: sandboxOpera.clientId,
          clientSecret: new Secret(sandboxOpera.clientSecret, 'test'),
          appKey: new Secret(sandboxOpera.appKey, 'test'),
          hotels,
          specials: specialsByCode,
          phoneRegion: 'DE',
          quota: null,
        }),
    })
    return {
      datasource: opened.datasource,
      upstream: opened,
      credentials: [sandboxOpera.clientSecret, sandboxOpera.appKey],
      upstreamTexts: [opened.url, '127.0.0.1', 'o:errorCode', 'SANDBOX', 'The request failed', 'It works!'],
      close: opened.close,
    }
  },
  limits: { concurrent: 10 },
  fixtures: [
    {
      entity: 'Customer',
      ids: profileIds,
      listedOnlyBy: { field: 'membershipNumber', comparison: 'EQ', value: cardOf(cast.showcase).value },
      unknownIds: ['1', '99999999'],
      keys: {
        email: [
          ...[cast.emailCase, cast.showcase].map((number) => ({
            value: person(number).email!,
            id: crsId(number),
          })),
          ...person(cast.crsDuplicates[1]).crsDuplicateIds.map((id) => ({
            value: person(cast.crsDuplicates[1]).email!,
            id,
          })),
        ],
        phone: [cast.showcase, cast.phoneNational, cast.phoneDoubleZero, ...cast.couple].map((number) => ({
          value: person(number).phone!,
          id: crsId(number),
        })),
        membershipNumber: [cast.showcase, twoCards].map(cardOf),
      },
      conditions: [
        { field: 'membershipNumber', comparison: 'EQ', value: cardOf(cast.showcase).value },
        { field: 'membershipNumber', comparison: 'EQ', value: cardOf(twoCards).value },
      ],
      writing: {
        mapping: customerMapping({ phoneRegion: 'DE' }),
        base: { id: '80001', profile: { customer: { vipStatus: '1' } } },
        patches: [{ vipLevel: '3' }],
      },
      changes: {
        id: profileIds.at(-1)!,
        values: {
          givenName: ['Zoë', '山田 太郎', null],
          familyName: ['van der Berg', 'Ł'.repeat(40)],
          email: ['changed.one@example.com', "o'brien+news@example.org"],
          phone: ['+4930100000', '+12125550123'],
          vipLevel: ['1', '3', null],
          stayPreferences: [
            [{ kind: 'FLOOR', value: 'LOW', description: 'Low floor' }],
            [
              { kind: 'FLOOR', value: 'LOW', description: 'Low floor' },
              { kind: 'SMOKING', value: 'NS', description: 'Non-smoking' },
            ],
            [],
          ],
        },
        refused: {
          givenName: ['X'.repeat(41)],
          familyName: [null],
          email: [null],
          phone: [null],
          vipLevel: ['9'],
        },
        operation: 'putProfile',
        create: {
          operation: 'postProfile',
          makesSecond: 'OPERA takes no key with a request',
          records: [
            {
              values: {
                givenName: 'Zoë',
                familyName: 'Øster',
                email: 'new.guest@example.com',
                phone: '+4930100001',
                vipLevel: '2',
                stayPreferences: [{ kind: 'FLOOR', value: 'HIGH', description: 'High floor' }],
              },
            },
          ],
        },
      },
    },
    {
      entity: 'Booking',
      ids: world.stays.slice(0, 120).map(({ reservationId }) => reservationId),
      unknownIds: ['1', '99999999'],
      keys: {
        confirmationNumber: world.stays
          .slice(0, 5)
          .map(({ confirmationNumber, reservationId }) => ({ value: confirmationNumber, id: reservationId })),
      },
      references: { customer: [cast.frequent, cast.showcase, cast.withoutHistory].map(crsId) },
      conditions: [
        { field: 'confirmationNumber', comparison: 'EQ', value: stay.confirmationNumber },
        {
          field: 'confirmationNumber',
          comparison: 'IN',
          value: [stay.confirmationNumber, 'none', world.stays[7]!.confirmationNumber],
        },
        ...['CANCELLED', 'CHECKED_OUT', 'NO_SHOW', 'WAITLISTED', 'CHECKED_IN', 'RESERVED', 'REQUESTED'].map(
          (value) => ({ field: 'status', comparison: 'EQ' as const, value }),
        ),
        { field: 'status', comparison: 'IN', value: ['CHECKED_IN', 'NO_SHOW', 'CONFIRMED'] },
        { field: 'status', comparison: 'IN', value: ['RESERVED', 'CHECKED_IN', 'UNKNOWN'] },
        { field: 'property', comparison: 'EQ', value: 'HWMUC', compared: propertyCode },
        { field: 'property', comparison: 'IN', value: ['HWNYC', 'ELSEWHERE'], compared: propertyCode },
        { field: 'arrival', comparison: 'GTE', value: stay.arrival },
        { field: 'arrival', comparison: 'LTE', value: stay.arrival },
        { field: 'departure', comparison: 'GTE', value: stay.departure },
        { field: 'departure', comparison: 'LTE', value: stay.departure },
      ],
      writing: {
        mapping: bookingMapping({ hotels: createHotels(hotels), specials: {}, warn: () => undefined }),
        base: { id: '1', hotelId: 'HWBER', reservationStatus: 'Reserved', roomStay: { roomType: 'STD' } },
        patches: [
          {
            roomType: 'SUP',
            ratePlan: 'BAR',
            arrival: '2026-12-01',
            departure: '2026-12-04',
            adults: 2,
            children: 1,
            totalPrice: { amount: '420.50', currency: 'EUR' },
          },
        ],
      },
      changes: {
        id: expected.reservationId,
        values: {
          departure: [addDays(expected.departure, 3), addDays(expected.departure, 2)],
          arrival: [addDays(expected.arrival, 1), expected.arrival],
          adults: [1, 2],
          children: [1, 0],
          roomType: roomsOf(expected.propertyCode),
          ratePlan: ['BAR', 'BB'],
          specialRequests: ['Baby cot', 'Feather-free bedding; Late arrival, after 22:00', null],
        },
        follow: ['updatedAt', 'totalPrice', 'paymentStatus'],
        refused: {
          arrival: [null, '2099-01-01'],
          departure: [null],
          adults: [0, null],
          children: [null],
          roomType: ['NONE', null],
          ratePlan: ['NONE', null],
          specialRequests: ['A unicorn', 'Łóżko dziecięce'],
        },
        operation: 'putReservation',
        create: {
          operation: 'postReservation',
          makesSecond: 'OPERA takes no key with a request',
          records: [
            {
              values: { ...newBooking, adults: 2, children: 1, specialRequests: 'Baby cot' },
              readAs: { property: { code: newBooking.property } },
            },
            { values: newBooking, readAs: { property: { code: newBooking.property } } },
          ],
        },
        actions: {
          cancel: {
            async prepare({ source, call, newReference }) {
              const record = { values: newBooking, reference: newReference() }
              const { externalId } = await source.writing!.create!.run(record, call)
              return { externalId, args: { reason: 'Change of plans' } }
            },
          },
        },
      },
    },
  ],
  skips: {
    'whoever keeps up with changes misses none, whatever is changed meanwhile':
      'OPERA tells of changes by events of its own',
    'Customer: a patch of an old version is a conflict and changes nothing': noVersions,
    'Customer: an action shows that it was done, and done again it does no harm':
      'nothing is done to a guest that is no change of a field',
    'Booking: a patch of an old version is a conflict and changes nothing': noVersions,
    'Booking: what was made can be taken back, and taken back again':
      'OPERA removes no reservation: what was booked is cancelled',
    'Customer: records by reference belong to their parent, and their pages join': noReferences,
    'Customer: a batch of parents gives the pages that each parent gives alone': noReferences,
    'Customer: a list visits every record once, whatever the size of its pages': unlisted,
    'Customer: a page of a list can begin after any record': unlisted,
    'Customer: sorts give the same records, in order': unlisted,
    'Booking: a batch of parents gives the pages that each parent gives alone':
      'OPERA searches reservations by one guest at a time',
  },
})
