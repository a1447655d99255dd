import { GatewayError } from '../errors/gateway-error.ts'
import type { Database } from '../store/database.ts'
import { isStorableId } from './canonical-id.ts'
import { changeLinks, type ChangedLinks, type Touched } from './change-links.ts'
import type { Crosswalk, Identity, Link, LinkOutcome, MatchedLink } from './crosswalk.ts'
import { createIdentityDecisions } from './decide-identities.ts'
import { hearLinks } from './hear-links.ts'
import { createIdentityMemory } from './identity-memory.ts'
import { createEntityFences } from './entity-fences.ts'
import { writeAbsences, writeAmbiguities, writeEndings } from './mark-links.ts'
import type { EntityRef } from './open-book.ts'
import { readAnyById, readSomeExternalId } from './read-identities.ts'
import { readReviews } from './read-reviews.ts'
import { createReadThrough } from './read-through.ts'
import { chunked, createRecall } from './recall-identities.ts'

export interface CrosswalkOptions {
  database: Database
  now: () => number
  /** Entities whose id is their number in every system; none unless told. */
  sharedIds?: ReadonlySet<string>
  memory?: {
    /** 50,000 unless told; about 1 kB each. */
    maxIdentities?: number
    /** After this, an identity is read again while other replicas' changes are not heard of and the store answers: 30 s unless told. */
    maxAgeMs?: number
  }
}

/**
 * The crosswalk over the store, behind memory. When the store does not answer, reads are answered from memory, however
 * old it is, if it holds all that was asked for; else they fail with PartlyHeldError, which has what it does hold.
 * Every change fails with GatewayError STORE_UNAVAILABLE.
 */
export function createCrosswalk(options: CrosswalkOptions): Crosswalk & { close(): Promise<void> } {
  const { database, now, sharedIds = new Set<string>() } = options
  const store = database.kysely
  const memory = createIdentityMemory(options.memory?.maxIdentities ?? 50_000)
  const maxAgeMs = options.memory?.maxAgeMs ?? 30_000
  const fences = createEntityFences()
  const news = hearLinks(database, { memory, now })
  const { believe, recall } = createRecall({ now, maxAgeMs, hearingSince: news.hearingSince })

  const readThrough = createReadThrough({ store, memory, fences, news, now, sharedIds })

  const findByIds = (entity: string, ids: readonly string[]) =>
    recall(ids, memory.byId(entity), (missing) => readThrough.byIds(entity, missing))

  /**
   * Makes marks, in memory too: what was seen for the first time just before the store went away is not lost. `write`
   * gives those that it made.
   */
  async function mark<T extends EntityRef & { system: string }>(
    marks: readonly T[],
    write: (part: readonly T[]) => Promise<readonly T[]>,
    linkOf: (mark: T) => Exclude<Link, { state: 'LINKED' }>,
  ): Promise<void> {
    for (const part of chunked(marks))
      await fences.raise(
        part.map(({ entity }) => entity),
        () => write(part),
        (made, alone) => {
          for (const each of made) {
            memory.mark(each.entity, each.id, each.system, linkOf(each))
            if (!alone) memory.outdate(each.entity, each.id)
          }
        },
      )
  }

  /** A change of links, and what memory no longer knows after it. */
  const changeMemory = <T>(
    touched: readonly Touched[],
    change: () => Promise<ChangedLinks<T>>,
  ): Promise<ChangedLinks<T>> =>
    fences.raise(
      touched.map(({ entity }) => entity),
      change,
      (changed) => {
        for (const { entity, id, key } of touched) {
          memory.forget(entity, id)
          if (key) memory.forgetKey(entity, key)
        }
        for (const { entity, id } of changed.changes.identities) memory.forget(entity, id)
      },
    )

  /** The identities of refs that a change has just resolved. */
  async function reread(refs: readonly EntityRef[]): Promise<(ref: EntityRef) => Identity> {
    const byEntity = new Map<string, ReadonlyMap<string, Identity>>()
    for (const [entity, group] of Map.groupBy(refs, (ref) => ref.entity)) {
      const ids = group.map(({ id }) => id)
      byEntity.set(entity, await findByIds(entity, ids))
    }
    return ({ entity, id }) => byEntity.get(entity)?.get(id) ?? { entity, id, links: new Map() }
  }

  return {
    knownById: (entity) => believe(memory.byId(entity)),
    knownByExternalId: (entity, system) => believe(memory.byKey(entity, system)),

    findByIds,

    async findAnyById(id) {
      // A number may be that of several entities, of which memory would give any.
      const recallOne = sharedIds.size > 0 ? () => null : memory.byAnyId
      const found = await recall([id], recallOne, async () => {
        const identity = await readAnyById(store, id)
        // Read once more as one of its entity, so that memory has it: which entity to watch was not known before.
        return identity ? findByIds(identity.entity, [id]) : new Map<string, Identity>()
      })
      return found.get(id) ?? null
    },

    async findSome(entity, system) {
      const externalId = await readSomeExternalId(store, entity, system)
      return externalId === null ? null : { system, externalId }
    },

    findByExternalIds: (entity, system, externalIds) =>
      recall(externalIds, memory.byKey(entity, system), (missing) =>
        readThrough.byExternalIds(entity, system, missing),
      ),

    async mint(entity, system, externalIds) {
      const unusable = externalIds.find((externalId) => !isStorableId(externalId))
      if (unusable !== undefined)
        throw new GatewayError(
          'UPSTREAM_BAD_RESPONSE',
          `${system} has a ${entity} whose id is empty, longer than 512 characters or no well-formed text.`,
          { system },
        )
      return recall(externalIds, memory.byKey(entity, system), (missing) =>
        readThrough.mint(entity, system, missing),
      )
    },

    async linkMatched(links) {
      const outcomes: LinkOutcome[] = []
      for (const part of chunked(links)) outcomes.push(...(await linkPart(part)))
      return outcomes
    },

    markAbsent: (absences) =>
      mark(
        absences,
        async (part) => {
          await writeAbsences(store, part, new Date(now()))
          return part
        },
        ({ until }) => ({ state: 'ABSENT', until }),
      ),

    async markAmbiguous(ambiguities) {
      const refused = new Set<string>()
      const nameOf = ({ entity, id, system }: EntityRef & { system: string }) => `${entity}\0${id}\0${system}`
      await mark(
        ambiguities,
        async (part) => {
          for (const each of await writeAmbiguities(store, part, new Date(now()))) refused.add(nameOf(each))
          return part.filter((each) => !refused.has(nameOf(each)))
        },
        () => ({ state: 'AMBIGUOUS' }),
      )
      return ambiguities.map((each) => (refused.has(nameOf(each)) ? 'REFUSED' : 'LISTED'))
    },

    async endLinks(ended) {
      for (const part of chunked(ended))
        await fences.raise(
          part.map(({ entity }) => entity),
          () => writeEndings(store, part, { at: new Date(now()), sharedIds }),
          () => part.forEach(({ entity, key }) => memory.forgetKey(entity, key)),
        )
    },

    reviews: (page) => readReviews(store, page),

    ...createIdentityDecisions({ database, now, changeMemory, reread }),

    whileLinking: (links, change) =>
      fences.raise(
        links.map(({ entity }) => entity),
        change,
        () => {
          for (const { entity, id, key } of links) {
            memory.forget(entity, id)
            memory.forgetKey(entity, key)
          }
        },
      ),

    close: async () => news.close(),
  }

  async function linkPart(links: readonly MatchedLink[]): Promise<LinkOutcome[]> {
    const { result, resolve } = await changeMemory(links, () =>
      changeLinks(database, links, new Date(now()), (book) =>
        links.map((link) => ({ link, outcome: book.linkMatched(link) })),
      ),
    )
    const refs = result.map(({ link, outcome }) => ({
      kind: outcome.kind,
      ref: resolve(link),
      holder: outcome.kind === 'conflict' ? resolve(outcome.holder) : null,
    }))
    const identityOf = await reread(refs.flatMap(({ ref, holder }) => (holder ? [ref, holder] : [ref])))
    return refs.map(({ kind, ref, holder }): LinkOutcome => {
      const identity = identityOf(ref)
      if (holder) return { kind: 'conflict', identity, holder: identityOf(holder) }
      return { kind: kind === 'refused' ? 'refused' : 'linked', identity }
    })
  }
}
