import { BadValueError } from '../../codecs/codec.ts'
import { composeFullName, splitFullName, type NameParts } from '../../codecs/name.ts'
import { computed, valueAt, type FieldMapping } from '../mapping.ts'

/**
 * A customer has one text for its name. Of a person it is `Given Family`, or `Family, Given` where that would be read as
 * other parts; of a company it is the company's, and no part of it is a person's.
 */
export function namePart(part: keyof NameParts): FieldMapping {
  return computed(['type', 'displayName'], (raw) => {
    const name = valueAt(raw, ['displayName'])
    if (isCompany(raw) || typeof name !== 'string' || name === '') return null
    return fullName.decode(name)[part]
  })
}

export function isCompany(raw: unknown): boolean {
  return valueAt(raw, ['type']) === 'Company'
}

/** Length of the vendor's field. */
const maxLength = 100

const fullName = splitFullName()

/**
 * The one text of both parts, where a part that is not given stays as it is in `current`.
 *
 * @throws BadValueError without a family name, which a customer cannot be without, and when it is too long
 */
export function composeName(parts: Readonly<Record<string, unknown>>, current: string | null): string {
  const written = composeFullName(parts, current)
  if (written.length > maxLength) throw new BadValueError(`expected at most ${maxLength} characters in all`)
  return written
}
