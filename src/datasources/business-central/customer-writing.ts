import { BadValueError } from '../../codecs/codec.ts'
import type { Call } from '../datasource.ts'
import type { Mapping } from '../mapping.ts'
import { readMergeWrite } from '../kit/read-merge-write.ts'
import { refusing } from '../kit/refusing.ts'
import type { Values, WriteCalls } from '../write-calls.ts'
import { etagOf, idOf, type EntitySet, type EntitySetOptions, type RawRecord } from './client.ts'
import { composeName, isCompany } from './customer-name.ts'
import { odataTest, odataText } from '../kit/odata.ts'
import { equalsCode, equalsGuid, noGuid } from './odata.ts'
import type { RecordWrites } from './record-writes.ts'

interface CustomerWriting {
  customers: EntitySet
  paymentTerms: EntitySet
  mapping: Mapping
  writes: RecordWrites
  failure: EntitySetOptions['failure']
}

const ownFields = ['givenName', 'familyName', 'paymentTerms'] as const

/**
 * A customer is a person with a name of one text. A repetition is found by it: nothing of a customer takes a reference of
 * the gateway, but who has the same name, e-mail and phone is the same person for the identity map, too.
 */
export function customerWriting(options: CustomerWriting): WriteCalls {
  const { customers, paymentTerms, mapping, writes, failure } = options
  const refuse = refusing(failure)

  /** A customer has the id of its terms, people know their code. */
  async function termsOf(values: Values, call: Call): Promise<Record<string, string>> {
    const { paymentTerms: code } = values
    if (code === undefined) return {}
    if (code === null) return { paymentTermsId: noGuid }
    const [test] = equalsCode('code', [code])
    const [terms] = test === undefined ? [] : await paymentTerms.read({ filter: test }, call)
    if (!terms) throw refuse('VALIDATION', 'no such payment terms', 'paymentTerms')
    return { paymentTermsId: String(terms.id) }
  }

  async function find(externalId: string, call: Call): Promise<RawRecord> {
    const [filter] = equalsGuid('id', [externalId])
    const [found] = filter === undefined ? [] : await customers.read({ filter }, call)
    if (!found) throw refuse('NOT_FOUND')
    return found
  }

  function nameFor(values: Values, current: RawRecord): Record<string, string> {
    if (values.givenName === undefined && values.familyName === undefined) return {}
    if (isCompany(current)) throw refuse('VALIDATION', 'a company has no name of a person', namedIn(values))
    try {
      return { displayName: composeName(values, String(current.displayName)) }
    } catch (error) {
      if (error instanceof BadValueError) throw refuse('VALIDATION', error.reason, namedIn(values))
      throw error
    }
  }

  return {
    readOnly: {
      customerNumber: 'Business Central numbers its customers itself',
      balanceDue: "it follows from the customer's entries in the ledger",
    },
    ownFields: { create: ownFields, patch: ownFields },
    check(kind, values) {
      if (values.familyName === null)
        return { field: 'familyName', message: 'Business Central keeps no customer without it.' }
      if (kind === 'patch' && (values.givenName === undefined || values.familyName === undefined)) return null
      try {
        composeName(values, null)
        return null
      } catch (error) {
        if (error instanceof BadValueError)
          return { field: 'familyName', message: `Business Central cannot hold this name: ${error.reason}.` }
        throw error
      }
    },
    create: {
      required: ['familyName'],
      async run({ values, fields }, call) {
        const terms = await termsOf(values, call)
        const body = { ...fields, ...terms, displayName: composeName(values, null), type: 'Person' }
        const created = await writes.apply(
          { operation: 'createCustomer', method: 'POST', path: 'customers', body },
          call,
        )
        return { externalId: idOf(created, failure) }
      },
      async findApplied({ values }, call) {
        const filter = odataTest('displayName', 'EQ', odataText(composeName(values, null)))
        const named = await customers.read({ filter }, call)
        const same = named.filter((raw) => hasKeys(mapping.read(raw).values, values))
        const [only] = same
        if (!only) return 'ABSENT'
        return same.length === 1 ? { externalId: idOf(only, failure) } : 'UNKNOWN'
      },
    },
    patch: {
      isConditional: true,
      async run({ externalId, values, fields, ifVersion }, call) {
        const terms = await termsOf(values, call)
        const path = `customers(${externalId})`
        const update = (more: Record<string, unknown>, ifMatch: string) =>
          writes.apply(
            {
              operation: 'updateCustomer',
              method: 'PATCH',
              path,
              body: { ...fields, ...terms, ...more },
              ifMatch,
            },
            call,
          )
        if (values.givenName === undefined && values.familyName === undefined) {
          await update({}, ifVersion ?? '*')
          return { externalId }
        }
        const load = () => find(externalId, call)
        const merging = { ifVersion, load, versionOf: etagOf, conflict: () => refuse('CONFLICT') }
        await readMergeWrite(merging, async (current, version) => {
          await update(nameFor(values, current), version)
        })
        return { externalId }
      },
    },
    async remove(externalId, call) {
      const path = `customers(${externalId})`
      await writes.apply({ operation: 'deleteCustomer', method: 'DELETE', path, ifMatch: '*' }, call)
    },
  }
}

/** The part of the name that somebody wants to change. */
function namedIn({ familyName }: Values): string {
  return familyName === undefined ? 'givenName' : 'familyName'
}

function hasKeys(found: Values, wanted: Values): boolean {
  return ['email', 'phone'].every((name) => (found[name] ?? null) === (wanted[name] ?? null))
}
