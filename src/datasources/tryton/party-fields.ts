import type { Codec } from '../../codecs/codec.ts'
import { country } from '../../codecs/country.ts'
import { splitFullName, type NameParts } from '../../codecs/name.ts'
import { readText, text } from '../../codecs/text.ts'
import { at, computed, findDrift, group, listAt, valueAt, type FieldMapping } from '../mapping.ts'

const fullName = splitFullName()

/** A party has one text for its name, be it a person or a company: nothing in it says which. */
export function namePart(part: keyof NameParts): FieldMapping {
  return computed(['name'], (raw) => {
    const name = valueAt(raw, ['name'])
    return typeof name === 'string' && name !== '' ? fullName.decode(name)[part] : null
  })
}

/**
 * The first contact of these types, in the order that the party has them; archived ones do not count. Written under
 * `name`, for the party's own fields of that name only read.
 */
export function firstMechanism(
  name: 'email' | 'phone',
  field: string,
  codec: Codec<string, string>,
): FieldMapping {
  const list = ['contact_mechanisms.']
  return computed(
    ['type', 'active', field].map((member) => [...list, member]),
    (raw) => {
      const first = listAt(raw, list).find((one) => isOfKind(one, name) && isActive(one))
      const value = valueAt(first, [field])
      if (value === undefined || value === null || value === '') return null
      return codec.decode(readText(value, 'text'))
    },
    (value, target) => {
      target[name] = value === null ? null : codec.encode(value as string)
    },
  )
}

/** Of the types that a kind has, the first is a new one's. */
export const mechanismTypes = { email: ['email'], phone: ['phone', 'mobile'] } as const

export function isOfKind(mechanism: unknown, kind: keyof typeof mechanismTypes): boolean {
  const types: readonly string[] = mechanismTypes[kind]
  return types.includes(String(valueAt(mechanism, ['type'])))
}

export function isActive(record: unknown): boolean {
  return valueAt(record, ['active']) !== false
}

const list = 'addresses.'
const address = group({
  street: at('street', text()),
  postalCode: at('postal_code', text()),
  city: at('city', text()),
  region: at(['subdivision.', 'name'], text()),
  country: at(['country.', 'code'], country()),
})

/** The first address that is not archived: the one that Tryton takes where none is marked for a purpose. */
export function firstAddress(): FieldMapping {
  return {
    paths: [[list, 'active'], ...address.paths.map((path) => [list, ...path])],
    describe: `${address.describe} of the first of ${list}`,
    read(raw, reading) {
      const drift = findDrift(raw, [list, 'active'], reading, true)
      if (drift) return drift
      const first = listAt(raw, [list]).find(isActive)
      return first === undefined ? null : address.read(first, { ...reading, place: [...reading.place, list] })
    },
    write(value, target, cleared) {
      const written: Record<string, unknown> = {}
      address.write?.(value, written, cleared)
      target.address = written
    },
  }
}
