import { personName } from '../../codecs/name.ts'
import { listAt, valueAt } from '../mapping.ts'
import type { Values } from '../write-calls.ts'
import { isPrimaryName, primaryElement } from './customer-mapping.ts'

const name = personName()

type Json = Record<string, unknown>

/**
 * What putProfile and postProfile are given for a guest's name, e-mail and phone. OPERA keeps several of each and takes an
 * entry with its id for a change of that one, any other for one more: so the primary one of `stored` is changed.
 */
export function profileDetails(values: Values, stored: unknown): Json {
  return { ...nameOf(values, stored), ...emailsOf(values, stored), ...telephonesOf(values, stored) }
}

function nameOf({ givenName, familyName }: Values, stored: unknown): Json {
  if (givenName === undefined && familyName === undefined) return {}
  const names = listAt(stored, 'customer.personName') as readonly Json[]
  const primary = primaryElement(names, isPrimaryName)
  const changed = {
    ...primary,
    nameType: 'Primary',
    ...(givenName !== undefined && { givenName: givenName === null ? '' : name.encode(givenName as string) }),
    ...(familyName !== undefined && { surname: name.encode(familyName as string) }),
  }
  const others = names.filter((one) => one !== primary)
  return { customer: { personName: [changed, ...others] } }
}

function emailsOf({ email }: Values, stored: unknown): Json {
  if (email === undefined) return {}
  const parts = { emailAddress: email, type: 'EMAIL', primaryInd: true }
  return { emails: { emailInfo: [primaryEntry(stored, 'emails.emailInfo', 'email', parts)] } }
}

function telephonesOf({ phone }: Values, stored: unknown): Json {
  if (phone === undefined) return {}
  const parts = { phoneNumber: phone, phoneTechType: 'PHONE', phoneUseType: 'MOBILE', primaryInd: true }
  return {
    telephones: { telephoneInfo: [primaryEntry(stored, 'telephones.telephoneInfo', 'telephone', parts)] },
  }
}

/** Of a stored one only the value is changed: what kind it is, the desk has said. */
function primaryEntry(stored: unknown, list: string, member: string, parts: Json): Json {
  const entry = primaryElement(listAt(stored, list), (one) => valueAt(one, [member, 'primaryInd']) === true)
  const known = valueAt(entry, [member])
  const id = valueAt(entry, ['id'])
  if (typeof known !== 'object' || known === null || typeof id !== 'string') return { [member]: parts }
  const [valueName = ''] = Object.keys(parts)
  const kept = Object.fromEntries(Object.entries(parts).filter(([name]) => !Object.hasOwn(known, name)))
  const changed = { ...kept, primaryInd: true, [valueName]: parts[valueName] }
  return { id, type: valueAt(entry, ['type']) ?? 'Communication', [member]: changed }
}
