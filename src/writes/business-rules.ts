import type { Money } from '../codecs/money.ts'

/** A rule of the business that values break: what, and where. */
export interface Broken {
  field: string
  message: string
}

/** The entity as it would be: what is to be set, over what is known of it now. Undefined: not known. */
export type Wanted = (field: string) => unknown

interface Rule {
  /** Looked at when one of these is to be set: what is wrong already stops nobody from mending something else. */
  about: readonly string[]
  check(wanted: Wanted): Broken | null
}

const contactFields = ['email', 'phone', 'familyName', 'company']

/** What holds in any such business, whichever system owns it. A system's own rules are its own to refuse by. */
const rules: Readonly<Record<string, readonly Rule[]>> = {
  Customer: [
    { about: ['creditLimit'], check: (wanted) => notBelowZero('creditLimit', wanted('creditLimit')) },
    {
      about: ['creditLimit'],
      check: (wanted) =>
        sameCurrency('creditLimit', wanted('creditLimit'), wanted('balanceDue'), 'the account'),
    },
    {
      about: contactFields,
      check: (wanted) =>
        contactFields.every((field) => wanted(field) === null)
          ? { field: 'email', message: `a customer needs at least one of ${contactFields.join(', ')}` }
          : null,
    },
  ],
  Booking: [
    {
      about: ['arrival', 'departure'],
      check(wanted) {
        const [arrival, departure] = [wanted('arrival'), wanted('departure')]
        if (typeof arrival !== 'string' || typeof departure !== 'string' || departure > arrival) return null
        return {
          field: 'departure',
          message: `departure (${departure}) has to be after arrival (${arrival})`,
        }
      },
    },
    { about: ['adults'], check: (wanted) => within('adults', wanted('adults'), 1, 99) },
    { about: ['children'], check: (wanted) => within('children', wanted('children'), 0, 99) },
  ],
  Order: [{ about: ['lines'], check: (wanted) => brokenLines(wanted('lines'), wanted('currency')) }],
  InventoryItem: [
    { about: ['unitPrice'], check: (wanted) => notBelowZero('unitPrice', wanted('unitPrice')) },
    {
      // Of `adjust`: the difference.
      about: ['by'],
      check: (wanted) =>
        Number(wanted('by')) === 0 ? { field: 'by', message: 'an adjustment by 0 changes nothing' } : null,
    },
  ],
}

/** @param isChanged whether a field is to be set */
export function findBroken(entity: string, wanted: Wanted, isChanged: (field: string) => boolean): Broken[] {
  return (rules[entity] ?? [])
    .filter(({ about }) => about.some(isChanged))
    .flatMap(({ check }) => check(wanted) ?? [])
}

interface OrderLine {
  quantity?: string | null
  unitPrice?: Money | null
  discount?: Money | null
}

function brokenLines(lines: unknown, currency: unknown): Broken | null {
  if (!Array.isArray(lines) || lines.length === 0)
    return { field: 'lines', message: 'an order needs at least one line' }
  for (const [index, line] of (lines as OrderLine[]).entries()) {
    const broken = brokenLine(line, currency)
    if (broken) return { ...broken, field: `lines.${index}.${broken.field}` }
  }
  return null
}

function brokenLine({ quantity, unitPrice, discount }: OrderLine, currency: unknown): Broken | null {
  if (typeof quantity === 'string' && Number(quantity) <= 0)
    return { field: 'quantity', message: `the quantity (${quantity}) has to be above 0` }
  for (const [field, amount] of Object.entries({ unitPrice, discount })) {
    const broken = notBelowZero(field, amount) ?? sameCurrency(field, amount, { currency }, 'the order')
    if (broken) return broken
  }
  return null
}

function notBelowZero(field: string, value: unknown): Broken | null {
  const isBelow = isMoney(value) && Number(value.amount) < 0
  return isBelow ? { field, message: `${field} (${value.amount}) may not be below 0` } : null
}

function within(field: string, count: unknown, min: number, max: number): Broken | null {
  if (typeof count !== 'number' || (count >= min && count <= max)) return null
  return { field, message: `${field} (${count}) has to be ${min} to ${max}` }
}

/** What is kept in one currency takes no other. */
function sameCurrency(field: string, given: unknown, kept: unknown, what: string): Broken | null {
  if (!isMoney(given) || !isMoney(kept) || typeof kept.currency !== 'string') return null
  if (given.currency === kept.currency) return null
  return { field, message: `${field} is in ${given.currency}, and ${what} is in ${kept.currency}` }
}

function isMoney(value: unknown): value is Money {
  return typeof value === 'object' && value !== null && 'currency' in value
}
