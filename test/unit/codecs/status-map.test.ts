import fc from 'fast-check'
import { BadValueError } from '../../../src/codecs/codec.ts'
import { statusMap, type StatusTable } from '../../../src/codecs/status-map.ts'
import { testCodec } from './codec-laws.ts'

type Status = 'OPEN' | 'DONE' | 'HELD' | 'UNKNOWN'
const table: StatusTable<Status> = { OPEN: ['Open', 'In Review'], DONE: 'Shipped', HELD: [] }

describe('statusMap', () => {
  testCodec(statusMap<Status>(table, { unknown: 'UNKNOWN' }), {
    reads: [
      ['Open', 'OPEN'],
      ['In Review', 'OPEN'],
      [' Shipped ', 'DONE'],
      ['shipped', 'UNKNOWN'],
      ['', 'UNKNOWN'],
      ['constructor', 'UNKNOWN'],
    ],
    refuses: [5, null, undefined, {}, ['Open'], '\ud800'],
    writes: [
      ['OPEN', 'Open'],
      ['DONE', 'Shipped'],
    ],
    canonical: fc.constantFrom<Status>('OPEN', 'DONE'),
  })

  test('tells of a value that is not in the table, and of no other', () => {
    const onUnknown = jest.fn()
    const codec = statusMap<Status>(table, { unknown: 'UNKNOWN', onUnknown })
    codec.decode('Open')
    codec.decode('Blanket')
    expect(onUnknown.mock.calls).toEqual([['Blanket']])
  })

  test.each(['UNKNOWN', 'HELD'] as const)('refuses to write %s, which the system does not have', (status) => {
    expect(() => statusMap<Status>(table, { unknown: 'UNKNOWN' }).encode(status)).toThrow(BadValueError)
  })

  test('refuses a value that is not in the table where no status is declared for it', () => {
    expect(() => statusMap<Status>(table).decode('Blanket')).toThrow(BadValueError)
  })

  test('one value for two statuses is refused when declared', () => {
    expect(() => statusMap<Status>({ ...table, HELD: 'Open' })).toThrow(TypeError)
    expect(() => statusMap<Status>({ ...table, HELD: 'open' }, { ignoreCase: true })).toThrow(TypeError)
  })

  test('a table that leaves a status out does not compile', () => {
    const accepted: { OPEN: string; DONE: string } extends StatusTable<Status> ? true : false = false
    const complete: { OPEN: string; DONE: string; HELD: [] } extends StatusTable<Status> ? true : false = true
    expect([accepted, complete]).toEqual([false, true])
  })
})

describe('statusMap that ignores case', () => {
  testCodec(statusMap<Status>(table, { ignoreCase: true }), {
    reads: [['SHIPPED', 'DONE']],
    refuses: ['Blanket'],
    writes: [['DONE', 'Shipped']],
    canonical: fc.constantFrom<Status>('OPEN', 'DONE'),
  })
})
