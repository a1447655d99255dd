import { z } from 'zod'
import type { Call } from '../datasource.ts'
import type { DatasourceTools } from '../define-datasource.ts'
import { holdsValues } from '../holds-values.ts'
import { valueAt, type Mapping } from '../mapping.ts'
import { jsonBody } from '../transport/request-body.ts'
import type { Transport } from '../transport/stack.ts'
import type { RawFound, RawWritten, WithFields, WriteCalls } from '../write-calls.ts'
import type { NewRecord } from '../writing.ts'
import type { ContactApi } from './contact-api.ts'

const savedContact = z.object({ id: z.string().min(1) })

/**
 * Changes of contacts. HubSpot has no version that a write could depend on and no idempotency key. Replies show the
 * properties that were sent, not the whole contact. Deleting is HubSpot's archive, from which it can be restored for 90
 * days. A merge cannot be undone. Shapes, paths and methods: the models and request factories of its API client.
 */
export function contactWrites(options: {
  api: ContactApi
  transport: Transport
  contactsPath: string
  mapping: Mapping
  failure: DatasourceTools['failure']
}): WriteCalls {
  const { api, transport, contactsPath, mapping, failure } = options

  async function save(
    request: { operation: string; method: 'POST' | 'PATCH'; path: string; body: object },
    call: Call,
  ): Promise<RawWritten> {
    const { operation, method, path, body } = request
    const reply = savedContact.safeParse(
      await transport.call(
        {
          operation,
          effect: 'WRITE',
          method,
          path: contactsPath + path,
          ...jsonBody(body),
        },
        call,
      ),
    )
    if (!reply.success) throw failure('BAD_RESPONSE', `${operation}: no id of a contact`)
    return { externalId: reply.data.id }
  }

  /** Whose e-mail it is now, who else has it: one contact at most. Without an address nobody can say. */
  async function findCreated(
    { values, fields }: Pick<WithFields<NewRecord>, 'values' | 'fields'>,
    call: Call,
  ): Promise<RawFound> {
    // As it was sent, which is not always as it was given.
    const email = valueAt(fields, ['properties', 'email'])
    if (typeof email !== 'string' || email === '') return 'UNKNOWN'
    const { records, errors } = await api.readBatch([email], 'email', call)
    const [raw] = records
    if (!raw) return errors.every(({ category }) => category === 'OBJECT_NOT_FOUND') ? 'ABSENT' : 'UNKNOWN'
    const found = mapping.read(raw)
    return holdsValues(mapping, values, found) ? { externalId: found.externalId, raw } : 'UNKNOWN'
  }

  /** The id of a contact that was merged leads to the one that it became. */
  async function findMerged(
    { externalId, duplicate }: { externalId: string; duplicate: string },
    call: Call,
  ): Promise<RawFound> {
    const { records } = await api.readBatch([duplicate], null, call)
    const [raw] = records
    if (!raw) return 'UNKNOWN'
    const found = mapping.read(raw).externalId
    if (found === externalId) return { externalId, raw }
    return found === duplicate ? 'ABSENT' : 'UNKNOWN'
  }

  return {
    readOnly: {
      leadSource: 'HubSpot works it out from the first visit',
      createdAt: 'HubSpot sets it when the contact is made',
      updatedAt: 'HubSpot sets it with each change',
    },
    // A lifecycle stage that would go back is taken and not applied.
    needsReadBack: true,
    create: {
      run: ({ fields }, call) =>
        save({ operation: 'createContact', method: 'POST', path: '', body: withProperties(fields) }, call),
      findApplied: findCreated,
    },
    patch: {
      isConditional: false,
      run: ({ externalId, fields }, call) =>
        save(
          {
            operation: 'updateContact',
            method: 'PATCH',
            path: `/${encodeURIComponent(externalId)}`,
            body: withProperties(fields),
          },
          call,
        ),
    },
    actions: {
      merge: {
        isIrreversible: true,
        absorbs: 'duplicate',
        run: ({ externalId, args }, call) =>
          save(
            {
              operation: 'mergeContacts',
              method: 'POST',
              path: '/merge',
              body: { primaryObjectId: externalId, objectIdToMerge: String(args.duplicate) },
            },
            call,
          ),
        findApplied: ({ externalId, args }, call) =>
          findMerged({ externalId, duplicate: String(args.duplicate) }, call),
      },
    },
    async remove(externalId, call) {
      const path = `${contactsPath}/${encodeURIComponent(externalId)}`
      await transport.call({ operation: 'archiveContact', effect: 'WRITE', method: 'DELETE', path }, call)
    },
  }
}

/** Writing nothing is an empty object, too. */
function withProperties({ properties = {} }: Record<string, unknown>): { properties: unknown } {
  return { properties }
}
