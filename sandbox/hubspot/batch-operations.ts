import type { SimulatorReply, SimulatorRequest } from '../kit/simulator.ts'
import type { Contact } from './contact.ts'
import { toWire } from './contact.ts'
import type { ContactStore } from './contact-store.ts'
import type { Failure } from './failures.ts'
import { ContactFailure, contactNotFound } from './failures.ts'
import type { BatchInput } from './read-input.ts'
import { readBody, readInputs, readNames, readText } from './read-input.ts'

type Handle = (request: SimulatorRequest) => SimulatorReply

/** The batch calls: all or nothing, or 207 with what failed; results in the order of ids, not of the inputs. */
export function createBatchOperations(store: ContactStore, now: () => number): Record<string, Handle> {
  function reply(status: number, results: unknown[], errors: unknown[] = []): SimulatorReply {
    const at = new Date(now()).toISOString()
    const common = { status: 'COMPLETE', results, startedAt: at, completedAt: at }
    if (errors.length === 0) return { status, body: common }
    return { status: 207, body: { ...common, numErrors: errors.length, errors } }
  }

  /**
   * Applies inputs one by one. A failure is told per input when every input has an objectWriteTraceId to name it
   * by; without them the first one refuses the whole batch.
   */
  function applyAll(
    inputs: BatchInput[],
    status: number,
    apply: (input: BatchInput) => unknown,
  ): SimulatorReply {
    const traced = inputs.every((input) => input.traceId !== undefined)
    const before = traced ? null : new Map(store.records)
    const results: unknown[] = []
    const errors: unknown[] = []
    for (const input of inputs) {
      try {
        results.push(apply(input))
      } catch (error) {
        if (!(error instanceof ContactFailure)) throw error
        if (before) {
          restore(before)
          throw error
        }
        const context = { objectWriteTraceId: [input.traceId ?? ''] }
        errors.push(batchError({ ...error.failure, context }))
      }
    }
    return reply(status, results, errors)
  }

  function restore(records: Map<string, Contact>): void {
    store.records.clear()
    for (const [id, contact] of records) store.records.set(id, contact)
    store.index()
  }

  function findLive(id: string, idProperty: string | undefined): Contact {
    const contact = store.find(id, idProperty)
    if (!contact || contact.archivedAt) throw contactNotFound()
    return contact
  }

  return {
    batchReadContacts(request) {
      const body = readBody(request)
      const idProperty = readText(body, 'idProperty')
      const properties = readNames(body, 'properties')
      const archived = request.query.get('archived') === 'true'
      const ids = readInputs(body, { id: true, properties: false }).map((input) => input.id)
      const found = new Map<string, Contact>()
      const missing: string[] = []
      for (const id of new Set(ids)) {
        const contact = store.find(id, idProperty)
        if (contact && (contact.archivedAt !== null) === archived) found.set(contact.id, contact)
        else missing.push(id)
      }
      const results = [...found.values()].sort((a, b) => Number(a.id) - Number(b.id))
      const message = 'Could not get some CONTACT objects, they may be deleted or not exist.'
      const failure = { status: 404, category: 'OBJECT_NOT_FOUND', message, context: { ids: missing } }
      const wire = results.map((contact) => toWire(contact, properties))
      return reply(200, wire, missing.length > 0 ? [batchError(failure)] : [])
    },

    batchCreateContacts: (request) =>
      applyAll(readInputs(readBody(request), { id: false, properties: true }), 201, (input) => ({
        ...toWire(store.create(input.properties), Object.keys(input.properties)),
        ...traceOf(input),
      })),

    batchUpdateContacts: (request) =>
      applyAll(readInputs(readBody(request), { id: true, properties: true }), 200, (input) => {
        const contact = findLive(input.id, input.idProperty)
        const updated = store.update(contact, input.properties)
        return { ...toWire(updated, Object.keys(input.properties)), ...traceOf(input) }
      }),

    batchUpsertContacts: (request) =>
      applyAll(readInputs(readBody(request), { id: true, properties: true }), 200, (input) => {
        const found = store.find(input.id, input.idProperty)
        const isNew = found?.archivedAt !== null
        if (isNew && input.idProperty !== 'email') throw contactNotFound()
        const saved = isNew
          ? store.create({ email: input.id, ...input.properties })
          : store.update(found, input.properties)
        const { properties, ...wire } = toWire(saved, Object.keys(input.properties))
        return { ...wire, properties: withoutNull(properties), new: isNew, ...traceOf(input) }
      }),

    batchArchiveContacts(request) {
      for (const input of readInputs(readBody(request), { id: true, properties: false })) {
        const contact = store.find(input.id)
        if (contact && !contact.archivedAt) store.archive(contact)
      }
      return { status: 204 }
    },
  }
}

function batchError({ category, message, errors, context }: Failure): Record<string, unknown> {
  return { status: 'error', category, message, context: context ?? {}, errors: errors ?? [], links: {} }
}

function traceOf(input: BatchInput): { objectWriteTraceId?: string } {
  return input.traceId === undefined ? {} : { objectWriteTraceId: input.traceId }
}

/** Results of upsert are typed without null. */
function withoutNull(properties: unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties ?? {}).filter(([, value]) => value !== null))
}
