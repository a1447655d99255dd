import { readText } from '../../codecs/text.ts'
import { statusMap, type StatusOptions, type StatusTable } from '../../codecs/status-map.ts'
import { computed, valueAt, type FieldMapping } from '../mapping.ts'

/**
 * An enum of Business Central. OData allows no spaces in member names, so they go over the wire as `_x0020_`; the member
 * for "nothing" is a space. Some versions send the plain text or an empty one instead: all are read alike.
 */
export function member<Canonical extends string>(
  path: string,
  table: StatusTable<Canonical>,
  options: StatusOptions<Canonical>,
): FieldMapping {
  const codec = statusMap<Canonical>(table, options)
  return computed(
    [path],
    (raw) => {
      const value = valueAt(raw, [path])
      return value === null || value === undefined ? null : codec.decode(wireName(value))
    },
    (value, target) => {
      target[path] = codec.encode(value as Canonical)
    },
  )
}

function wireName(written: unknown): string {
  const value = readText(written, 'the name of a member')
  return value === '' ? '_x0020_' : value.replaceAll(' ', '_x0020_')
}
