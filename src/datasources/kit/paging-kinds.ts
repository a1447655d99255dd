import { GatewayError } from '../../errors/gateway-error.ts'
import { collectPage, type CollectOptions, type Portion } from './collect-page.ts'
import type { PageRequest } from '../datasource.ts'
import { BadPageError, foreignCursor, offsetOf, type RawPage } from '../paging.ts'
import { readNextLink } from '../transport/next-link.ts'

export interface PagingOptions extends CollectOptions {
  /** Most records that the vendor gives in one reply. */
  pageSize: number
}

/** What a vendor says about the end of its list, beside the records: whether there is more, or how many there are in all. */
export interface ListReply {
  records: readonly unknown[]
  hasMore?: boolean
  total?: number
}

export interface OffsetOptions extends PagingOptions {
  /** The vendor says nothing about the end: one record more than wanted is asked for. */
  looksAhead?: boolean
  /** The vendor gives nothing behind so many records: the page ends there, and says that there is more. */
  reach?: number
}

/** By how many records to leave out. A cursor is the offset of the record after its own; replies may be of any size. */
export async function pageByOffset(
  { first, after }: PageRequest,
  { pageSize, looksAhead = false, reach = Infinity, ...options }: OffsetOptions,
  load: (asked: { offset: number; limit: number }) => Promise<ListReply>,
): Promise<RawPage> {
  const start = offsetOf(after)
  if (start >= reach) throw beyondReach(reach)
  return collectPage(
    first,
    start,
    async (offset, missing): Promise<Portion<number>> => {
      const wanted = options.keeps ? pageSize : missing + Number(looksAhead)
      const limit = Math.min(wanted, pageSize, reach - offset)
      return offsetEntries(await load({ offset, limit }), offset, limit)
    },
    { ...options, isWithin: (offset) => offset < reach },
  )
}

export interface NumberOptions extends PagingOptions {
  /** 1 unless told. */
  firstPage?: number
  /** Pages are of `pageSize`, whatever is asked for. */
  hasFixedSize?: boolean
}

/**
 * By numbered pages. A cursor is an offset as well, so that a client may ask for pages of any size: of those that the vendor
 * takes, the smallest is asked for whose one page has all that is wanted.
 */
export async function pageByNumber(
  { first, after }: PageRequest,
  { pageSize, firstPage = 1, hasFixedSize = false, ...options }: NumberOptions,
  load: (asked: { page: number; size: number }) => Promise<ListReply>,
): Promise<RawPage> {
  const start = offsetOf(after)
  const size = options.keeps || hasFixedSize ? pageSize : sizeOfPage(start, first, pageSize)
  return collectPage(
    first,
    start,
    async (offset): Promise<Portion<number>> => {
      const index = Math.floor(offset / size)
      const reply = await load({ page: firstPage + index, size })
      const begin = index * size
      const { entries, next } = offsetEntries(reply, begin, size)
      if (reply.records.length > size || (next !== null && reply.records.length < size))
        throw new BadPageError('a page of another size than was asked for')
      return { entries: entries.slice(offset - begin), next }
    },
    options,
  )
}

/**
 * By a token that leads to the next reply. A cursor names the reply and how many of its records lie before, so that a page may
 * end anywhere in it: `<skip>.<token>`.
 */
export async function pageByToken(
  { first, after }: PageRequest,
  { pageSize, ...options }: PagingOptions,
  load: (asked: {
    token: string | null
    limit: number
  }) => Promise<{ records: readonly unknown[]; next: string | null }>,
): Promise<RawPage> {
  const seen = new Set<string | null>()
  return collectPage(
    first,
    readTokenCursor(after),
    async ({ token, skip }, missing): Promise<Portion<{ token: string | null; skip: number }>> => {
      seen.add(token)
      const limit = options.keeps ? pageSize : Math.min(pageSize, skip + missing)
      const { records, next } = await load({ token, limit })
      if (next !== null && seen.has(next)) throw new BadPageError('a token that leads back')
      const entries = records.map((record, index) => {
        // At the end of a reply its next token says it best: resuming there skips nothing.
        const isLast = index === records.length - 1 && next !== null
        return { record, cursor: isLast ? `0.${next}` : `${index + 1}.${token ?? ''}` }
      })
      return { entries: entries.slice(skip), next: next === null ? null : { token: next, skip: 0 } }
    },
    options,
  )
}

/**
 * By a link to the next reply, in the body or in the header `Link` (see `nextOfLinkHeader`). Of the link only the parameters in
 * `follow` are used, beside those of the request itself: neither another address nor a credential gets in by a reply.
 */
export async function pageByLink(
  request: PageRequest,
  { baseUrl, follow, ...options }: PagingOptions & { baseUrl: string; follow: readonly string[] },
  load: (asked: {
    query: Readonly<Record<string, string>>
    limit: number
  }) => Promise<{ records: readonly unknown[]; next: string | null }>,
): Promise<RawPage> {
  return pageByToken(request, options, async ({ token, limit }) => {
    const query = Object.fromEntries(new URLSearchParams(token ?? ''))
    const { records, next } = await load({ query, limit })
    return { records, next: next === null ? null : placeOf(next) }
  })

  function placeOf(link: string): string {
    const parameters = readNextLink(link, baseUrl)
    if (!parameters) throw new BadPageError('a next link to another place')
    const place = follow.flatMap((name) => {
      const value = parameters.get(name)
      return value === null ? [] : [[name, value] as [string, string]]
    })
    if (place.length === 0) throw new BadPageError('a next link without a place to go on from')
    return new URLSearchParams(place).toString()
  }
}

function offsetEntries(
  { records, hasMore, total }: ListReply,
  begin: number,
  limit: number,
): Portion<number> {
  const end = begin + records.length
  const isMore = hasMore ?? (total === undefined ? records.length >= limit : end < total)
  return {
    entries: records.map((record, index) => ({ record, cursor: String(begin + index + 1) })),
    // Nothing in the middle of a list: going on would be asking for the same for ever.
    next: isMore && records.length > 0 ? end : null,
  }
}

function beyondReach(reach: number): GatewayError {
  const message = `The system gives only the first ${reach} records of such a list: narrow the filter.`
  return new GatewayError('BAD_USER_INPUT', message, { field: 'after' })
}

function sizeOfPage(offset: number, wanted: number, max: number): number {
  for (let size = wanted; size < max; size++)
    if (Math.floor(offset / size) === Math.floor((offset + wanted - 1) / size)) return size
  return max
}

function readTokenCursor(after: string | null): { token: string | null; skip: number } {
  if (after === null) return { token: null, skip: 0 }
  const [, skip, token] = /^(\d{1,6})\.(.*)$/s.exec(after) ?? []
  if (skip === undefined) throw foreignCursor()
  return { token: token || null, skip: Number(skip) }
}
