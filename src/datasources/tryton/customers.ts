import type { Mapping } from '../mapping.ts'
import type { RecordCalls } from '../vendor-calls.ts'
import { fieldNames, type TrytonClient } from './client.ts'
import { changedSince, createdIn, equalText, escapePattern, phonePatterns, searchable } from './filters.ts'
import { listOf } from './list.ts'
import { byId, byText, idPattern } from './look-ups.ts'

/** Parties. Their e-mail addresses and numbers are contact mechanisms: records of their own. */
export function customerCalls(client: TrytonClient, mapping: Mapping): RecordCalls {
  const parties = client.model('party.party', fieldNames(mapping))
  const withMechanism = (...clauses: readonly unknown[]) => ({
    domain: [['contact_mechanisms', 'where', clauses]],
  })
  return {
    mapping,
    idPattern,
    byId: byId(parties, 200),
    byKey: {
      customerNumber: byText(parties, 'code'),
      // In any case: Tryton keeps an address as it was typed.
      email: {
        max: 50,
        load(values, call) {
          const spellings = searchable(values).map((value) => ['value', 'ilike', escapePattern(value)])
          if (spellings.length === 0) return Promise.resolve([])
          return parties.search(withMechanism(['type', '=', 'email'], ['OR', ...spellings]), call)
        },
      },
      // In any spelling: a server without python-phonenumbers keeps a number as it was typed, its compact form too.
      phone: {
        max: 50,
        load(values, call) {
          const spellings = values.flatMap(phonePatterns).map((pattern) => ['value_compact', 'like', pattern])
          if (spellings.length === 0) return Promise.resolve([])
          return parties.search(
            withMechanism(['type', 'in', ['phone', 'mobile']], ['OR', ...spellings]),
            call,
          )
        },
      },
    },
    // Tryton sorts codes by their length first.
    list: listOf(
      parties,
      { customerNumber: equalText('code'), createdAt: createdIn(), updatedAt: changedSince() },
      { customerNumber: { field: 'code', paging: 'OFFSET' } },
    ),
  }
}
