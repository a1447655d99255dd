import type { Transaction } from 'kysely'
import { appendAudit } from '../audit/append-audit.ts'
import type { AuditEntry } from '../audit/audit-trail.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import type { Database } from '../store/database.ts'
import { retryConflicts } from '../store/store-error.ts'
import type { Tables } from '../store/tables.ts'
import { isStorableId } from './canonical-id.ts'
import { changeLinksWithin, takeTurn, type ChangedLinks, type Touched } from './change-links.ts'
import type { Identity, IdentityDecisions } from './crosswalk.ts'
import type { LinkBook } from './link-book.ts'
import type { EntityRef } from './open-book.ts'
import { readCandidates, readFormer } from './read-former.ts'

/** People's decisions over the store. */
export function createIdentityDecisions(options: {
  database: Database
  now: () => number
  /** Runs a change of what is touched, so that memory knows nothing older than it. */
  changeMemory<T>(
    touched: readonly Touched[],
    change: () => Promise<ChangedLinks<T>>,
  ): Promise<ChangedLinks<T>>
  reread(refs: readonly EntityRef[]): Promise<(ref: EntityRef) => Identity>
}): IdentityDecisions {
  const { database, now, changeMemory, reread } = options

  /** `prepare` reads what the decision needs to know besides the links, in its transaction. */
  const decide = <Known, T>(
    touched: readonly Touched[],
    audit: readonly AuditEntry[],
    prepare: (transaction: Transaction<Tables>) => Promise<{ known: Known; touched?: readonly Touched[] }>,
    rule: (book: LinkBook, known: Known) => T,
  ): Promise<ChangedLinks<T>> =>
    changeMemory(touched, () =>
      retryConflicts(() =>
        database.transaction(async (transaction) => {
          await takeTurn(transaction, database)
          const { known, touched: also = [] } = await prepare(transaction)
          const all = [...touched, ...also]
          const at = new Date(now())
          const changed = await changeLinksWithin(transaction, database, all, at, (book) => rule(book, known))
          await appendAudit(transaction, audit)
          return changed
        }),
      ),
    )
  const nothing = () => Promise.resolve({ known: null })

  return {
    async linkExplicitly(entity, id, key, audit) {
      const ref = { entity, id }
      checkStorable(entity, id, 'id')
      if (!isStorableId(key.externalId))
        throw new GatewayError(
          'BAD_USER_INPUT',
          `${key.system} has no record with such an id: it is empty, longer than 512 characters or no well-formed text.`,
          { system: key.system, field: 'externalId' },
        )
      const { result, resolve } = await decide([{ ...ref, key }], audit, nothing, (book) => {
        checkExists(book, ref, 'id')
        return book.linkExplicitly(ref, key)
      })
      const valid = resolve(ref)
      const { replaced, takenFrom } = result
      return { identity: (await reread([valid]))(valid), replaced, takenFrom: takenFrom?.id ?? null }
    },

    async unlink(entity, id, system, audit) {
      const ref = { entity, id }
      checkStorable(entity, id, 'id')
      const prepare = async (transaction: Transaction<Tables>) => ({
        known: await readCandidates(transaction, ref, system),
      })
      const { result, resolve } = await decide([ref], audit, prepare, (book, candidates) => {
        checkExists(book, ref, 'id')
        const outcome = book.unlink(ref, system, candidates)
        if (outcome.kind === 'none')
          throw new GatewayError(
            'NOT_FOUND',
            `This ${entity} has no record at ${system}, and no open question there: nothing is to be unlinked.`,
            { system, field: 'system' },
          )
        if (outcome.kind === 'last')
          throw new GatewayError(
            'CONFLICT',
            `This is the only record of this ${entity}: there is nothing that it could be parted from. Link it to the ${entity} that it belongs to (linkRecord), and this id will lead there.`,
            { system, field: 'system' },
          )
        return outcome.refused
      })
      const valid = resolve(ref)
      return { identity: (await reread([valid]))(valid), refused: result }
    },

    async merge(entity, keep, drop, audit) {
      const [kept, dropped] = [
        { entity, id: keep },
        { entity, id: drop },
      ]
      checkStorable(entity, keep, 'id')
      checkStorable(entity, drop, 'duplicate')
      if (keep === drop)
        throw new GatewayError('CONFLICT', `A ${entity} cannot be merged with itself: give two ids.`, {
          field: 'duplicate',
        })
      const { result, resolve } = await decide([kept, dropped], audit, nothing, (book) => {
        checkExists(book, kept, 'id')
        checkExists(book, dropped, 'duplicate')
        return book.merge(kept, dropped)
      })
      const valid = resolve(kept)
      return { identity: (await reread([valid]))(valid), ...result }
    },

    async unmerge(entity, alias, audit) {
      const ref = { entity, id: alias }
      checkStorable(entity, alias, 'id')
      const prepare = async (transaction: Transaction<Tables>) => {
        const known = await readFormer(transaction, ref)
        const touched = known?.links.map(({ link }) => ({ ...ref, key: link })) ?? []
        return { known, touched }
      }
      const { result } = await decide([ref], audit, prepare, (book, former) => {
        if (former === null) {
          checkExists(book, ref, 'id')
          throw new GatewayError(
            'CONFLICT',
            `This ${entity} is an id of its own: there is no merge to take back. Give the id that was merged into another.`,
            { field: 'id' },
          )
        }
        const outcome = book.unmerge(ref, former)
        if (outcome.restored.length === 0)
          throw new GatewayError('CONFLICT', whyNothingIsRestored(entity, outcome.elsewhere), { field: 'id' })
        return outcome
      })
      const identityOf = await reread([ref, result.from])
      const { restored, elsewhere } = result
      return { identity: identityOf(ref), from: identityOf(result.from), restored, elsewhere }
    },
  }
}

function checkExists(book: LinkBook, ref: EntityRef, field: string): void {
  if (!book.exists(ref)) throw notFound(ref.entity, field)
}

function checkStorable(entity: string, id: string, field: string): void {
  if (!isStorableId(id)) throw notFound(entity, field)
}

function notFound(entity: string, field: string): GatewayError {
  return new GatewayError('NOT_FOUND', `There is no ${entity} with this id.`, { field })
}

function whyNothingIsRestored(
  entity: string,
  elsewhere: readonly { key: { system: string }; id: string }[],
): string {
  if (elsewhere.length === 0)
    return `It is not known which records this ${entity} had. Unlink its record where it is now (unlinkRecord); when next seen, the record is a ${entity} of its own.`
  const places = elsewhere.map(({ key, id }) => `${key.system}: ${id}`).join(', ')
  return `Every record that this ${entity} had is another one's by now (${places}). Unlink one there first (unlinkRecord).`
}
