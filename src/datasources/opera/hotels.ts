import { BadValueError, type Codec } from '../../codecs/codec.ts'
import { dateTime } from '../../codecs/dates.ts'
import { zonedDateTime } from '../../codecs/zoned-dates.ts'

export interface HotelOption {
  code: string
  name?: string | undefined
  timeZone: string
}

/** Property of the canonical model. */
export interface Property {
  code: string
  name: string | null
  timeZone: string | null
}

export interface Hotels {
  codes: readonly string[]
  has(code: string): boolean
  /** @param name as OPERA has it; the configured one where it has none */
  property(code: string, name?: string | null): Property
  /** An instant from OPERA's clock on the wall of that hotel. @throws BadValueError */
  instant(code: string, written: string): string
}

const hasOffset = /(Z|[+-]\d\d:?\d\d)$/i

/** OPERA writes times of a hotel as its clock shows them and never says which zone that is. */
export function createHotels(options: readonly HotelOption[]): Hotels {
  const byCode = new Map(options.map((hotel) => [hotel.code, hotel]))
  const clocks = new Map<string, Codec<string, string>>(
    options.map(({ code, timeZone }) => [code, zonedDateTime(timeZone)]),
  )
  const absolute = dateTime()
  return {
    codes: [...byCode.keys()],
    has: (code) => byCode.has(code),
    property(code, name = null) {
      const hotel = byCode.get(code)
      return { code, name: name ?? hotel?.name ?? null, timeZone: hotel?.timeZone ?? null }
    },
    instant(code, written) {
      // The schema promises an offset, the vendor's examples have none.
      if (hasOffset.test(written)) return absolute.decode(written)
      const clock = clocks.get(code)
      if (!clock) throw new BadValueError('expected a time of a hotel whose time zone is configured')
      return clock.decode(written)
    },
  }
}
