import { isDeepStrictEqual } from 'node:util'
import { BadValueError } from '../codecs/codec.ts'
import type { Mapping } from './mapping.ts'
import { BadValue, Reference, type SourceRecord } from './source-record.ts'

/**
 * Whether a record shows these values. Compared in the vendor's form, so that what is only spelled otherwise (a space at
 * the end, an empty text for none) is the same; of a value type only the members that were given.
 */
export function holdsValues(
  mapping: Mapping,
  values: Readonly<Record<string, unknown>>,
  record: SourceRecord,
): boolean {
  const written = (field: string, value: unknown) =>
    mapping.fields[field]?.write ? mapping.write({ [field]: value }) : value

  return Object.entries(values).every(([field, wanted]) => {
    if (wanted === undefined) return true
    const found = withKeys(record.values[field])
    try {
      return found !== unusable && includes(written(field, found), written(field, wanted))
    } catch (error) {
      // What nobody could have written.
      if (error instanceof BadValueError) return false
      throw error
    }
  })
}

const unusable = Symbol('unusable')

/** References as external ids, as values to be written have them. */
function withKeys(value: unknown): unknown {
  if (value instanceof Reference) return value.externalId
  if (value instanceof BadValue) return unusable
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    const items = value.map(withKeys)
    return items.includes(unusable) ? unusable : items
  }
  const members = Object.entries(value).map(([name, member]) => [name, withKeys(member)] as const)
  return members.some(([, member]) => member === unusable) ? unusable : Object.fromEntries(members)
}

function includes(whole: unknown, part: unknown): boolean {
  if (Array.isArray(whole) && Array.isArray(part))
    return whole.length === part.length && part.every((item, index) => includes(whole[index], item))
  if (!isPlain(whole) || !isPlain(part)) return isDeepStrictEqual(orNone(whole), orNone(part))
  return Object.entries(part).every(([name, member]) => includes(whole[name], member))
}

function orNone(value: unknown): unknown {
  return value === '' || value === undefined ? null : value
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
