import type { AuditEntry } from '../audit/audit-trail.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import type { Catalog } from '../schema/catalog.ts'
import type { WriteBook } from './write-book.ts'
import type { Step, StepState, Write } from './write.ts'

/** Who decides, e.g. an operator by the API, or `cli:<user>`. */
export interface Decider {
  principal: string
  /** Through which client; null: not known. */
  client: string | null
  /** Null: by no request of a client's. */
  requestId: string | null
}

export interface Decided {
  write: Write
  /** False: there was nothing left to decide; the write is as it was, and the audit trail says nothing. */
  isChanged: boolean
}

/** Corrected values, by system. */
export type EditedValues = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/** What a person may decide about a write, by whatever way they come. All throw NOT_FOUND where there is no such write. */
export interface WriteDecisions {
  find(writeId: string): Promise<Write>
  /** Tries again at once what is not applied. */
  retry(writeId: string, by: Decider, values?: EditedValues | null): Promise<Decided>
  /** Gives up what is not applied. */
  cancel(writeId: string, by: Decider): Promise<Decided>
  /**
   * Somebody has looked: what NEEDS_REVIEW at this system was applied.
   *
   * @param externalId the record that was created there
   * @throws GatewayError BAD_USER_INPUT where that is missing, or nothing was created; CONFLICT where no review is needed
   */
  confirm(writeId: string, by: Decider, at: { system: string; externalId: string | null }): Promise<Decided>
}

export function createWriteDecisions(parts: {
  book: Pick<WriteBook, 'find' | 'retry' | 'cancel' | 'confirm'>
  catalog: Pick<Catalog, 'mutations'>
  now: () => number
}): WriteDecisions {
  const { book, catalog, now } = parts
  const find = async (writeId: string): Promise<Write> => (await book.find(writeId)) ?? missing()

  const audit = (
    mutation: string,
    write: Write,
    by: Decider,
    facts: AuditEntry['facts'] = {},
  ): AuditEntry => ({
    event: catalog.mutations.get(mutation)?.audit ?? mutation,
    at: now(),
    ...by,
    writeId: write.id,
    entity: write.entity,
    entityId: write.entityId,
    person: null,
    system: null,
    facts: { mutation: write.mutation, ...facts },
    fields: null,
  })

  return {
    find,

    async retry(writeId, by, values = null) {
      const write = await find(writeId)
      if (!write.steps.some(isUndecided)) return { write, isChanged: false }
      const entry = { ...audit('retryWrite', write, by), fields: fieldsOf(write, values) }
      const retried = await book.retry(writeId, { audit: entry, ...(values && { values }) })
      return { write: retried ?? missing(), isChanged: true }
    },

    async cancel(writeId, by) {
      const write = await find(writeId)
      if (!write.steps.some(isUndecided)) return { write, isChanged: false }
      const cancelled = await book.cancel(writeId, audit('cancelWrite', write, by))
      return { write: cancelled ?? missing(), isChanged: true }
    },

    async confirm(writeId, by, { system, externalId }) {
      const write = await find(writeId)
      const here = write.steps.filter((step) => step.system === system)
      const step = here.find(({ state }) => state === 'NEEDS_REVIEW')
      if (!step) {
        if (here.some(({ state }) => state === 'APPLIED')) return { write, isChanged: false }
        throw new GatewayError('CONFLICT', `Nothing of this write needs a review at ${system}.`, {
          field: 'system',
        })
      }
      checkCreated(step, externalId)
      const entry = { ...audit('confirmWrite', write, by, { externalId }), system }
      const confirmed = await book.confirm(writeId, { system, externalId, audit: entry })
      return { write: confirmed ?? missing(), isChanged: true }
    },
  }
}

/** A link to the record that was created is all that leads to it afterwards. */
function checkCreated(step: Step, externalId: string | null): void {
  const { system, entity, kind } = step
  if (kind === 'CREATE' && externalId === null && step.externalId === null)
    throw new GatewayError(
      'BAD_USER_INPUT',
      `Say by externalId which record of ${entity} was created at ${system}.`,
      {
        field: 'externalId',
      },
    )
  if (kind !== 'CREATE' && externalId !== null)
    throw new GatewayError(
      'BAD_USER_INPUT',
      `Nothing was to be created at ${system}: leave externalId out.`,
      {
        field: 'externalId',
      },
    )
}

const undecided: ReadonlySet<StepState> = new Set(['READY', 'DEAD', 'NEEDS_REVIEW'])

function isUndecided({ state }: Step): boolean {
  return undecided.has(state)
}

function fieldsOf(write: Write, values: EditedValues | null): AuditEntry['fields'] {
  if (!values) return null
  const before = Object.assign({}, ...write.steps.map((step) => step.values)) as Record<string, unknown>
  const edited = Object.values(values).flatMap((share) => Object.entries(share))
  return Object.fromEntries(edited.map(([name, after]) => [name, { before: before[name] ?? null, after }]))
}

function missing(): never {
  throw new GatewayError('NOT_FOUND', 'There is no write with this id; it may have been removed by age.', {
    field: 'id',
  })
}
