import type { LocalTimestamp } from './wire.ts'

export interface HotelClock {
  /** An instant as OPERA writes it: the property's wall clock without a zone, `2026-05-08 19:17:25.0`. */
  timestamp(epochMs: number): LocalTimestamp
  /** The property's date of that instant, `2026-05-08`. */
  date(epochMs: number): string
}

export function createHotelClock(timeZone: string): HotelClock {
  // Swedish dates are ISO dates.
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })
  return {
    timestamp: (epochMs) => `${format.format(epochMs)}.0`,
    date: (epochMs) => format.format(epochMs).slice(0, 10),
  }
}

export function nightsBetween(arrival: string, departure: string): number {
  return Math.round((Date.parse(departure) - Date.parse(arrival)) / 86_400_000)
}
