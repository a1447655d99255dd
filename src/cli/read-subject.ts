import { adviseName } from '../schema/suggest-name.ts'
import { refuse } from './refuse.ts'

/** Which record is meant. */
export type Subject =
  | { by: 'KEY'; key: string; value: string }
  | { by: 'RECORD'; system: string; externalId: string }
  | { by: 'ID'; id: string }

/**
 * `email=anna@example.com`, `ERP:C00012`, or a canonical id.
 *
 * @param systems that are configured @throws StartRefusedError for an unknown system or an empty part
 */
export function readSubject(text: string, systems: readonly string[]): Subject {
  const [, key, value] = /^(\w+)=(.*)$/s.exec(text) ?? []
  if (key !== undefined && value !== undefined) {
    if (value === '') throw refuse(`${text}: give the value of ${key}, e.g. ${key}=…`)
    return { by: 'KEY', key, value }
  }
  const [, system, externalId] = /^(\w+):(.+)$/s.exec(text) ?? []
  if (system === undefined || externalId === undefined) return { by: 'ID', id: text }
  if (!systems.includes(system))
    throw refuse(`${text}: ${system} is no system of the config; ${adviseName(system, systems)}`)
  return { by: 'RECORD', system, externalId }
}
