import { GatewayError } from '../../errors/gateway-error.ts'
import { BadPageError, type RawPage } from '../paging.ts'

/** What one reply of a vendor has of a list. */
export interface Portion<Place> {
  entries: readonly Entry[]
  /** Where the next reply begins; null at the end of the list. */
  next: Place | null
}

interface Entry {
  record: unknown
  /** Resumes after this record. */
  cursor: string
}

export interface CollectOptions {
  /** Of a list that the vendor cannot filter as asked: which of its records count. */
  keeps?(raw: unknown): boolean
  /** Most replies that are read for one page: 25 unless told. */
  maxCalls?: number
  /** What to throw when none of them had a record that counts: without one there is no cursor to go on from. */
  refuse?(): GatewayError
}

interface Collecting<Place> extends CollectOptions {
  /** Where it stops without an end: the vendor gives nothing beyond. */
  isWithin?(place: Place): boolean
}

/** One page out of as many replies as it takes. `load` is told where to begin, and how many records are missing. */
export async function collectPage<Place>(
  first: number,
  start: Place,
  load: (place: Place, missing: number) => Promise<Portion<Place>>,
  { keeps = () => true, maxCalls = 25, refuse = tooSparse, isWithin = () => true }: Collecting<Place>,
): Promise<RawPage> {
  const kept: Entry[] = []
  let place: Place | null = start
  for (let calls = 0; place !== null && isWithin(place) && kept.length < first; calls++) {
    if (calls === maxCalls && kept.length === 0) throw refuse()
    if (calls === maxCalls) break
    const portion: Portion<Place> = await load(place, first - kept.length)
    kept.push(...portion.entries.filter(({ record }) => keeps(record)))
    if (portion.next !== null && portion.next === place) throw new BadPageError('a page that leads to itself')
    place = portion.next
  }
  const page = kept.slice(0, first)
  return {
    records: page.map(({ record }) => record),
    cursors: page.map(({ cursor }) => cursor),
    hasNextPage: place !== null || kept.length > first,
  }
}

function tooSparse(): GatewayError {
  const message =
    'Too few of these records are what the filter asks for: narrow it by what the system filters itself.'
  return new GatewayError('BAD_USER_INPUT', message, { field: 'filter' })
}
