import fc from 'fast-check'
import { dateTime, dateTimeFromEpochMs, localDate } from '../../../src/codecs/dates.ts'
import { testCodec } from './codec-laws.ts'

const anyInstant = fc
  .date({
    min: new Date('0001-01-01T00:00:00.000Z'),
    max: new Date('9999-12-31T23:59:59.999Z'),
    noInvalidDate: true,
  })
  .map((date) => date.toISOString())
const anyDay = anyInstant.map((instant) => instant.slice(0, 10))

describe('localDate', () => {
  testCodec(localDate(), {
    reads: [
      ['2026-11-22', '2026-11-22'],
      [' 2024-02-29 ', '2024-02-29'],
      ['0001-01-01', '0001-01-01'],
    ],
    refuses: [
      '2026-02-29',
      '2026-02-30',
      '2026-13-01',
      '2026-00-10',
      '2026-4-1',
      '0000-01-01',
      '0000-00-00',
      '22.11.2026',
      '2026-11-22T00:00:00',
      '20261122',
      'today',
      '',
      20261122,
      new Date(0),
      null,
    ],
    writes: [['2026-11-22', '2026-11-22']],
    canonical: anyDay,
  })
})

describe.each([
  ['YYYYMMDD', '20261122'],
  ['DD.MM.YYYY', '22.11.2026'],
  ['DD/MM/YYYY', '22/11/2026'],
  ['MM/DD/YYYY', '11/22/2026'],
] as const)('localDate written %s', (format, source) => {
  testCodec(localDate(format), {
    reads: [[source, '2026-11-22']],
    refuses: ['2026-11-22', '31.02.2026', '02/31/2026', '31/02/2026', '20260231', '22x11x2026'],
    writes: [['2026-11-22', source]],
    canonical: anyDay,
  })
})

describe('dateTime', () => {
  testCodec(dateTime(), {
    reads: [
      ['2026-11-22T09:30:00Z', '2026-11-22T09:30:00.000Z'],
      ['2026-11-22T10:30:00+01:00', '2026-11-22T09:30:00.000Z'],
      ['2026-11-22 10:30:00.123456+01', '2026-11-22T09:30:00.123Z'],
      ['2026-11-22t09:30z', '2026-11-22T09:30:00.000Z'],
      ['2026-11-22T04:00:00.5-0530', '2026-11-22T09:30:00.500Z'],
      ['2026-01-01T00:30:00+01:00', '2025-12-31T23:30:00.000Z'],
    ],
    refuses: [
      '2026-11-22T09:30:00',
      '2026-11-22',
      '2026-02-30T09:30:00Z',
      '2026-11-22T24:00:00Z',
      '2026-11-22T23:59:60Z',
      '2026-11-22T09:61:00Z',
      '2026-11-22T09:30:00+25:00',
      '0001-01-01T00:00:00+01:00',
      '9999-12-31T23:59:59-01:00',
      'Sun, 22 Nov 2026 09:30:00 GMT',
      '',
      1795339800000,
      null,
    ],
    writes: [['2026-11-22T10:30:00+01:00', '2026-11-22T09:30:00.000Z']],
    canonical: anyInstant,
  })
})

describe('dateTimeFromEpochMs', () => {
  testCodec(dateTimeFromEpochMs(), {
    reads: [
      [1795339800000, '2026-11-22T09:30:00.000Z'],
      ['1795339800000', '2026-11-22T09:30:00.000Z'],
      [-1, '1969-12-31T23:59:59.999Z'],
    ],
    refuses: ['', '2026-11-22', 1.5, 8.64e15 + 1, 1e15, NaN, null],
    writes: [['2026-11-22T09:30:00.000Z', 1795339800000]],
    canonical: anyInstant,
  })

  test('is written as text where the system types everything as text', () => {
    expect(dateTimeFromEpochMs({ as: 'string' }).encode('2026-11-22T09:30:00Z')).toBe('1795339800000')
  })
})
