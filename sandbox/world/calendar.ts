/** The world's own today: all its dates lie around it. A simulator's today is the clock it is given. */
export const baseDate = '2026-11-01'

const dayMs = 86_400_000

/** @param date local date, YYYY-MM-DD */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10)
}

/** @returns an instant on that day, to the second, UTC */
export function instantOn(date: string, secondOfDay: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + secondOfDay * 1000).toISOString()
}
