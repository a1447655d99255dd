import { listAt, valueAt } from '../mapping.ts'
import type { Command } from './record-changes.ts'
import { isActive, isOfKind, mechanismTypes } from './party-fields.ts'

/** What a change of a party depends on: the records that belong to it. */
export const partyPaths = [
  ...['name', '_timestamp', 'tax_identifier.code', 'addresses.active', 'addresses.country.code'],
  ...['type', 'value', 'active'].map((member) => `contact_mechanisms.${member}`),
]

type Kind = keyof typeof mechanismTypes

/** Spelled otherwise, it is the same address or number. */
const normalised: Readonly<Record<Kind, (value: string) => string>> = {
  email: (value) => value.trim().toLowerCase(),
  phone: (value) => value.replaceAll(/[^\d+]/g, ''),
}

/**
 * How the first contact of a kind becomes the wanted one: it is written in place, never added beside it. Null: the party
 * has none any more, so all of the kind are archived, from where a person can bring them back.
 */
export function mechanismCommands(party: unknown, kind: Kind, wanted: string | null): readonly Command[] {
  const isWanted = (one: unknown) =>
    wanted !== null && normalised[kind](String(valueAt(one, ['value']))) === normalised[kind](wanted)
  const all = listAt(party, ['contact_mechanisms.']).filter((one) => isOfKind(one, kind))
  const active = all.filter(isActive)
  if (wanted === null) return archive(active)

  const first = active[0] ?? all.find(isWanted)
  if (first === undefined) return [['create', [{ type: mechanismTypes[kind][0], value: wanted }]]]
  const isSame = isActive(first) && isWanted(first)
  const written: readonly Command[] = isSame
    ? []
    : [['write', [idOf(first)], { value: wanted, active: true }]]
  return [...written, ...archive(active.slice(1).filter(isWanted))]
}

/** @param wanted in Tryton's form, what is left out stays as it is */
export function addressCommands(party: unknown, wanted: object): readonly Command[] {
  const first = firstAddressOf(party)
  if (first !== undefined) return [['write', [idOf(first)], wanted]]
  return Object.values(wanted).every((value) => value === null) ? [] : [['create', [wanted]]]
}

export function firstAddressOf(party: unknown): unknown {
  return listAt(party, ['addresses.']).find(isActive)
}

/** @param type of a new one: which tax office it is of, one that there is says itself */
export function taxIdCommands(party: unknown, wanted: string | null, type: string): readonly Command[] {
  const known = valueAt(party, ['tax_identifier.'])
  if (known === null || known === undefined)
    return wanted === null ? [] : [['create', [{ type, code: wanted }]]]
  return wanted === null ? [['delete', [idOf(known)]]] : [['write', [idOf(known)], { code: wanted }]]
}

function archive(mechanisms: readonly unknown[]): readonly Command[] {
  return mechanisms.length === 0 ? [] : [['write', mechanisms.map(idOf), { active: false }]]
}

function idOf(record: unknown): number {
  return Number(valueAt(record, ['id']))
}
