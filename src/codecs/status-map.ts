import { BadValueError, type Codec } from './codec.ts'
import { readText } from './text.ts'

/**
 * For every canonical status the system's own value or values, the first being the one that is written. An empty list
 * declares a status that this system does not have. Leaving one out does not compile.
 */
export type StatusTable<Canonical extends string> = Readonly<
  Record<Exclude<Canonical, 'UNKNOWN'>, string | readonly string[]>
>

export interface StatusOptions<Canonical extends string> {
  /** What a value reads as that is not in the table. Without it such a value is a bad value. */
  unknown?: Extract<Canonical, 'UNKNOWN'>
  /** Told of every value that is not in the table, so that someone adds it. */
  onUnknown?: (vendorValue: string) => void
  ignoreCase?: boolean
}

/**
 * A status: `statusMap<BookingStatus>({ CHECKED_IN: ['InHouse', 'DueOut'], WAITLISTED: [], ... }, { unknown: 'UNKNOWN' })`.
 * UNKNOWN and statuses the system does not have cannot be written (BadValueError).
 *
 * @throws TypeError at once when one value of the system stands for two statuses.
 */
export function statusMap<Canonical extends string>(
  table: StatusTable<Canonical>,
  { unknown, onUnknown, ignoreCase = false }: StatusOptions<Canonical> = {},
): Codec<string, Canonical> {
  const fold = (value: string) => (ignoreCase ? value.toLowerCase() : value)
  const statuses = new Map<string, Canonical>()
  const vendorValues = new Map<Canonical, string>()
  // Object.entries forgets the keys' type.
  for (const [status, values] of Object.entries(table) as [Canonical, string | readonly string[]][]) {
    for (const value of [values].flat()) {
      if (statuses.has(fold(value))) throw new TypeError(`statusMap: ${value} stands for two statuses`)
      statuses.set(fold(value), status)
      if (!vendorValues.has(status)) vendorValues.set(status, value)
    }
  }

  return {
    name: 'statusMap',
    decode(source) {
      const value = readText(source, 'a status')
      const status = statuses.get(fold(value))
      if (status !== undefined) return status
      onUnknown?.(value)
      if (unknown === undefined) throw new BadValueError('expected a status that this mapping knows')
      return unknown
    },
    encode(value) {
      const vendorValue = vendorValues.get(value)
      if (vendorValue === undefined) throw new BadValueError('expected a status that this system has')
      return vendorValue
    },
  }
}
