import { BadValueError } from '../../codecs/codec.ts'
import { composeFullName } from '../../codecs/name.ts'
import type { GatewayError } from '../../errors/gateway-error.ts'
import type { Call } from '../datasource.ts'
import type { FailureClass } from '../failures.ts'
import { valueAt } from '../mapping.ts'
import type { Values } from '../write-calls.ts'
import type { TrytonClient } from './client.ts'
import { addressCommands, firstAddressOf, mechanismCommands, taxIdCommands } from './party-changes.ts'
import { createRelations } from './relations.ts'

interface PartyValuesOptions {
  client: TrytonClient
  /** Tryton's type of tax identifiers that are new. */
  taxIdType: string
  refuse(kind: FailureClass, cause?: string, field?: string): GatewayError
}

/** What the mapping makes of canonical values: relations by the names that people know, contacts by their kinds. */
type Fields = Readonly<Record<string, unknown>>

/** What is to be written of a party: ids for names, commands for what belongs to it. */
export type PartyValues = (
  wanted: { values: Values; fields: Fields },
  /** As it is, with `partyPaths`; null for a new one. */
  party: unknown,
  call: Call,
) => Promise<Record<string, unknown>>

export function createPartyValues({ client, taxIdType, refuse }: PartyValuesOptions): PartyValues {
  const relations = createRelations(client, refuse)

  async function relatedOf(fields: Fields, call: Call): Promise<object> {
    const lang = valueAt(fields, ['lang.', 'code'])
    const terms = valueAt(fields, ['customer_payment_term.', 'name'])
    const namedLang = { model: 'ir.lang', by: 'code', value: lang }
    const namedTerms = { model: 'account.invoice.payment_term', by: 'name', value: terms }
    return {
      ...(lang !== undefined && { lang: await relations.idOf(namedLang, 'language', call) }),
      ...(terms !== undefined && {
        customer_payment_term: await relations.idOf(namedTerms, 'paymentTerms', call),
      }),
    }
  }

  /** A region is one of its country, which is the stored one where none is given. */
  async function addressOf(address: Fields, party: unknown, call: Call): Promise<object> {
    const { 'country.': country, 'subdivision.': subdivision, ...texts } = address
    const code = valueAt(country ?? valueAt(firstAddressOf(party), ['country.']), ['code']) ?? null
    const region = {
      model: 'country.subdivision',
      by: 'name',
      value: valueAt(subdivision, ['name']),
      within: code === null ? [] : [['country.code', '=', code]],
    }
    const land = { model: 'country.country', by: 'code', value: code }
    return {
      ...texts,
      ...(country !== undefined && { country: await relations.idOf(land, 'address', call) }),
      ...(subdivision !== undefined && { subdivision: await relations.idOf(region, 'address', call) }),
    }
  }

  function nameOf(values: Values, party: unknown): object {
    if (values.givenName === undefined && values.familyName === undefined) return {}
    try {
      const current = valueAt(party, ['name'])
      return { name: composeFullName(values, typeof current === 'string' ? current : null) }
    } catch (error) {
      const field = values.familyName === undefined ? 'givenName' : 'familyName'
      if (error instanceof BadValueError) throw refuse('VALIDATION', error.reason, field)
      throw error
    }
  }

  return async ({ values, fields }, party, call) => {
    const { email, phone, address } = fields as Written
    const taxId = valueAt(fields, ['tax_identifier.', 'code']) as string | null | undefined
    const children = {
      contact_mechanisms: [
        ...(email === undefined ? [] : mechanismCommands(party, 'email', email)),
        ...(phone === undefined ? [] : mechanismCommands(party, 'phone', phone)),
      ],
      addresses: address ? addressCommands(party, await addressOf(address, party, call)) : [],
      identifiers: taxId === undefined ? [] : taxIdCommands(party, taxId, taxIdType),
    }
    const changed = Object.entries(children).filter(([, commands]) => commands.length > 0)
    return { ...nameOf(values, party), ...(await relatedOf(fields, call)), ...Object.fromEntries(changed) }
  }
}

interface Written {
  email?: string | null
  phone?: string | null
  address?: Fields
}
