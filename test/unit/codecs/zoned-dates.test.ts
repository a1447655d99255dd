import fc from 'fast-check'
import { BadValueError } from '../../../src/codecs/codec.ts'
import { localDateInZone, zonedDateTime } from '../../../src/codecs/zoned-dates.ts'
import { testCodec } from './codec-laws.ts'

/** Instants outside the days on which Berlin's clocks change. */
const quietInstant = fc
  .date({ min: new Date('1950-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .filter((date) => ![2, 3, 4, 8, 9, 10].includes(date.getUTCMonth()))
  .map((date) => date.toISOString())

describe('zonedDateTime', () => {
  testCodec(zonedDateTime('Europe/Berlin'), {
    reads: [
      ['2026-11-22T10:30:00', '2026-11-22T09:30:00.000Z'],
      ['2026-07-01 10:30', '2026-07-01T08:30:00.000Z'],
      ['2026-07-01T10:30:00.123456', '2026-07-01T08:30:00.123Z'],
      // Skipped as clocks went forward: as far after the jump.
      ['2026-03-29T02:30:00', '2026-03-29T01:30:00.000Z'],
      ['2026-03-29T03:00:00', '2026-03-29T01:00:00.000Z'],
      ['2026-03-29T01:59:59', '2026-03-29T00:59:59.000Z'],
      // Twice as clocks went back: the first pass.
      ['2026-10-25T02:30:00', '2026-10-25T00:30:00.000Z'],
      ['2026-10-25T03:00:00', '2026-10-25T02:00:00.000Z'],
      // Before zones were whole minutes.
      ['1880-01-01T00:00:00', '1879-12-31T23:06:32.000Z'],
    ],
    refuses: [
      '2026-11-22T10:30:00Z',
      '2026-11-22T10:30:00+01:00',
      '2026-02-30T10:30:00',
      '2026-11-22T25:00:00',
      '2026-11-22',
      '0001-01-01T00:00:00',
      '',
      5,
      null,
    ],
    writes: [
      ['2026-11-22T09:30:00.000Z', '2026-11-22T10:30:00'],
      ['2026-07-01T08:30:00.123Z', '2026-07-01T10:30:00.123'],
      ['2026-10-25T00:30:00.000Z', '2026-10-25T02:30:00'],
    ],
    canonical: quietInstant,
  })

  test('refuses to write the second pass of a repeated hour, which has no local text', () => {
    expect(() => zonedDateTime('Europe/Berlin').encode('2026-10-25T01:30:00.000Z')).toThrow(BadValueError)
  })

  test.each(['America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Pacific/Apia', 'UTC'])(
    'reads back or refuses every instant in %s',
    (zone) => {
      const codec = zonedDateTime(zone)
      fc.assert(
        fc.property(
          fc.date({ min: new Date('1990-01-01'), max: new Date('2040-01-01'), noInvalidDate: true }),
          (date) => {
            const instant = date.toISOString()
            try {
              expect(codec.decode(codec.encode(instant))).toBe(instant)
            } catch (error) {
              expect(error).toBeInstanceOf(BadValueError)
            }
          },
        ),
      )
    },
  )

  test('an unknown time zone is refused when declared', () => {
    expect(() => zonedDateTime('Europe/Atlantis')).toThrow(RangeError)
  })
})

describe('localDateInZone', () => {
  testCodec(localDateInZone('America/New_York'), {
    reads: [
      ['2026-11-22T04:59:59Z', '2026-11-21'],
      ['2026-11-22T05:00:00Z', '2026-11-22'],
      ['2026-07-01T23:30:00+02:00', '2026-07-01'],
    ],
    refuses: ['2026-11-22', '2026-11-22T05:00:00', '', 0, null],
    writes: [
      ['2026-11-22', '2026-11-22T05:00:00.000Z'],
      ['2026-07-01', '2026-07-01T04:00:00.000Z'],
    ],
    canonical: fc
      .date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10)),
  })

  test('a day begins where its midnight was skipped', () => {
    expect(localDateInZone('America/Sao_Paulo').encode('2018-11-04')).toBe('2018-11-04T03:00:00.000Z')
  })

  test('a day that a place skipped is not written', () => {
    expect(() => localDateInZone('Pacific/Apia').encode('2011-12-30')).toThrow(BadValueError)
  })
})
