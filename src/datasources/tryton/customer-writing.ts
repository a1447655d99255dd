import { BadValueError } from '../../codecs/codec.ts'
import { composeFullName } from '../../codecs/name.ts'
import type { DatasourceTools } from '../define-datasource.ts'
import { readMergeWrite } from '../kit/read-merge-write.ts'
import { refusing } from '../kit/refusing.ts'
import type { WriteCalls } from '../write-calls.ts'
import type { TrytonClient } from './client.ts'
import { findRecord, idOf, stampOf } from './look-ups.ts'
import { partyPaths } from './party-changes.ts'
import { createPartyValues } from './party-values.ts'
import { changesOf, type Command } from './record-changes.ts'

interface CustomerWriting {
  client: TrytonClient
  /** Tryton's type of tax identifiers that are new. */
  taxIdType: string
  failure: DatasourceTools['failure']
}

const names = ['givenName', 'familyName'] as const

/**
 * Parties. What belongs to one (addresses, contacts, identifiers) is written through it, so that its stamp moves with them.
 * A new party has the gateway's reference among its identifiers, where Tryton keeps what others call it: by it a
 * repetition is found.
 */
export function customerWriting({ client, taxIdType, failure }: CustomerWriting): WriteCalls {
  const refuse = refusing(failure)
  const partyValues = createPartyValues({ client, taxIdType, refuse })
  const changes = changesOf(client, 'party.party', failure)
  const parties = client.model('party.party', partyPaths)

  return {
    readOnly: {
      customerNumber: 'Tryton numbers its parties itself',
      balanceDue: "it follows from the party's entries in the ledger",
      createdAt: 'Tryton stamps it',
      updatedAt: 'Tryton stamps it',
    },
    ownFields: { create: names, patch: names },
    check(kind, values) {
      if (values.familyName === null)
        return { field: 'familyName', message: 'A party without it could not be told from others in Tryton.' }
      if (kind === 'patch' && names.some((name) => values[name] === undefined)) return null
      try {
        composeFullName(values, null)
        return null
      } catch (error) {
        if (error instanceof BadValueError)
          return { field: 'familyName', message: `Tryton cannot hold this name: ${error.reason}.` }
        throw error
      }
    },
    create: {
      required: ['familyName'],
      async run({ reference, ...wanted }, call) {
        const { identifiers = [], ...own } = await partyValues(wanted, null, call)
        const known: Command = ['create', [{ code: reference }]]
        const children = {
          // As the desktop client does: a party without an address could never be sent an invoice.
          addresses: own.addresses ?? [['create', [{}]]],
          identifiers: [known, ...(identifiers as readonly Command[])],
        }
        return changes.create({ ...own, ...children }, call)
      },
      async findApplied({ reference }, call) {
        const isReference = [
          ['type', '=', null],
          ['code', '=', reference],
        ]
        const domain = [['identifiers', 'where', isReference]]
        const [found, another] = await parties.search({ domain, context: { active_test: false } }, call)
        if (found === undefined) return 'ABSENT'
        return another === undefined ? { externalId: idOf(found) } : 'UNKNOWN'
      },
    },
    patch: {
      isConditional: true,
      async run({ externalId, ifVersion, ...wanted }, call) {
        const id = Number(externalId)
        const merging = {
          ifVersion,
          load: () => findRecord(parties, id, refuse, call),
          versionOf: stampOf,
          conflict: () => refuse('CONFLICT'),
        }
        await readMergeWrite(merging, async (party, stamp) => {
          const changed = await partyValues(wanted, party, call)
          if (Object.keys(changed).length > 0) await changes.write(id, changed, stamp, call)
        })
        return { externalId }
      },
    },
    remove: (externalId, call) => changes.remove(Number(externalId), call),
  }
}
