import { GatewayError } from '../errors/gateway-error.ts'
import type { Database } from '../store/database.ts'
import { isStorableId } from './canonical-id.ts'
import { changeLinks } from './change-links.ts'
import type { Crosswalk, ExternalKey, Identity, Link, LinkOutcome, MatchedLink } from './crosswalk.ts'
import { createIdentityMemory } from './identity-memory.ts'
import { createEntityFences } from './entity-fences.ts'
import type { EntityRef } from './link-book.ts'
import { writeAbsences, writeAmbiguities, writeEndings } from './mark-links.ts'
import { mintIdentities } from './mint-identities.ts'
import { readAnyById, readByExternalIds, readByIds, readSomeExternalId } from './read-identities.ts'
import { readReviews } from './read-reviews.ts'
import { chunked, createRecall } from './recall-identities.ts'

export interface CrosswalkOptions {
  database: Database
  now: () => number
  memory?: {
    /** 50,000 unless told; about 1 kB each. */
    maxIdentities?: number
    /** After this, an identity is read again while the store answers. Other replicas change links: 30 s; alone: never. */
    maxAgeMs?: number
  }
}

/**
 * The crosswalk over the store, behind memory. When the store does not answer, reads are answered from memory, however
 * old it is, if it holds all that was asked for; else they fail with PartlyHeldError, which has what it does hold.
 * Every change fails with GatewayError STORE_UNAVAILABLE.
 */
export function createCrosswalk(options: CrosswalkOptions): Crosswalk & { close(): Promise<void> } {
  const { database, now } = options
  const store = database.kysely
  const memory = createIdentityMemory(options.memory?.maxIdentities ?? 50_000)
  const maxAgeMs = options.memory?.maxAgeMs ?? (database.kind === 'pglite' ? Infinity : 30_000)
  const recall = createRecall({ now, maxAgeMs })
  const fences = createEntityFences()

  const remember = (asked: string | null, identity: Identity) =>
    memory.put(identity, asked === null || asked === identity.id ? [] : [asked], now())

  /** Reads identities and remembers them, unless links of their entity changed meanwhile. */
  async function readThrough(
    entity: string,
    read: () => Promise<ReadonlyMap<string, Identity>>,
    isId: boolean,
  ): Promise<ReadonlyMap<string, Identity>> {
    const fence = fences.watch(entity)
    const identities = await read()
    if (fence.isQuiet()) for (const [asked, identity] of identities) remember(isId ? asked : null, identity)
    return identities
  }

  const findByIds = (entity: string, ids: readonly string[]) =>
    recall(
      ids,
      (id) => memory.byId(entity, id),
      (missing) => readThrough(entity, () => readByIds(store, entity, missing), true),
    )

  /** Makes marks, in memory too: what was seen for the first time just before the store went away is not lost. */
  async function mark<T extends EntityRef & { system: string }>(
    marks: readonly T[],
    write: (part: readonly T[]) => Promise<void>,
    linkOf: (mark: T) => Exclude<Link, { state: 'LINKED' }>,
  ): Promise<void> {
    for (const part of chunked(marks))
      await fences.raise(
        part.map(({ entity }) => entity),
        () => write(part),
        (_, alone) => {
          for (const each of part) {
            memory.mark(each.entity, each.id, each.system, linkOf(each))
            if (!alone) memory.outdate(each.entity, each.id)
          }
        },
      )
  }

  async function changeBook<T>(
    touched: readonly (EntityRef & { key: ExternalKey })[],
    decide: Parameters<typeof changeLinks<T>>[3],
  ) {
    const entities = touched.map(({ entity }) => entity)
    return fences.raise(
      entities,
      () => changeLinks(database, touched, new Date(now()), decide),
      (changed) => {
        for (const { entity, id, key } of touched) {
          memory.forget(entity, id)
          memory.forgetKey(entity, key)
        }
        for (const { entity, id } of changed.changes.identities) memory.forget(entity, id)
      },
    )
  }

  /** The identities of refs that a change has just resolved. */
  async function reread(refs: readonly EntityRef[]): Promise<(ref: EntityRef) => Identity> {
    const byEntity = new Map<string, ReadonlyMap<string, Identity>>()
    for (const [entity, group] of Map.groupBy(refs, (ref) => ref.entity))
      byEntity.set(
        entity,
        await findByIds(
          entity,
          group.map(({ id }) => id),
        ),
      )
    return ({ entity, id }) => byEntity.get(entity)?.get(id) ?? { entity, id, links: new Map() }
  }

  return {
    findByIds,

    async findAnyById(id) {
      const found = await recall([id], memory.byAnyId, async () => {
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
      recall(
        externalIds,
        (externalId) => memory.byKey(entity, { system, externalId }),
        (missing) => readThrough(entity, () => readByExternalIds(store, entity, system, missing), false),
      ),

    async mint(entity, system, externalIds) {
      const unusable = externalIds.find((externalId) => !isStorableId(externalId))
      if (unusable !== undefined)
        throw new GatewayError(
          'UPSTREAM_BAD_RESPONSE',
          `${system} has a ${entity} whose id is empty, longer than 512 characters or no well-formed text.`,
          { system },
        )
      return recall(
        externalIds,
        (externalId) => memory.byKey(entity, { system, externalId }),
        (missing) =>
          fences.raise(
            [entity],
            () => mintIdentities(store, entity, system, missing, new Date(now())),
            (minted, alone) => {
              for (const identity of minted.values())
                if (alone) remember(null, identity)
                else memory.forget(entity, identity.id)
            },
          ),
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
        (part) => writeAbsences(store, part, new Date(now())),
        ({ until }) => ({ state: 'ABSENT', until }),
      ),

    markAmbiguous: (ambiguities) =>
      mark(
        ambiguities,
        (part) => writeAmbiguities(store, part, new Date(now())),
        () => ({ state: 'AMBIGUOUS' }),
      ),

    async endLinks(ended) {
      for (const part of chunked(ended))
        await fences.raise(
          part.map(({ entity }) => entity),
          () => writeEndings(store, part, new Date(now())),
          () => part.forEach(({ entity, key }) => memory.forgetKey(entity, key)),
        )
    },

    reviews: (page) => readReviews(store, page),

    async linkExplicitly(entity, id, key) {
      const { result: ref } = await changeBook([{ entity, id, key }], (book) => {
        if (!book.exists({ entity, id }))
          throw new GatewayError('NOT_FOUND', `There is no ${entity} with this id.`, { field: 'id' })
        book.linkExplicitly({ entity, id }, key)
        return book.resolve({ entity, id })
      })
      return (await reread([ref]))(ref)
    },

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

    close: () => Promise.resolve(),
  }

  async function linkPart(links: readonly MatchedLink[]): Promise<LinkOutcome[]> {
    const { result, resolve } = await changeBook(links, (book) =>
      links.map((link) => ({ link, outcome: book.linkMatched(link) })),
    )
    const refs = result.map(({ link, outcome }) => ({
      ref: resolve(link),
      holder: outcome.kind === 'conflict' ? resolve(outcome.holder) : null,
    }))
    const identityOf = await reread(refs.flatMap(({ ref, holder }) => (holder ? [ref, holder] : [ref])))
    return refs.map(({ ref, holder }): LinkOutcome => {
      const identity = identityOf(ref)
      return holder
        ? { kind: 'conflict', identity, holder: identityOf(holder) }
        : { kind: 'linked', identity }
    })
  }
}
