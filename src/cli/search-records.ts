import type { KnownLinks } from '../identity/link-administration.ts'
import { findById, findByKey, type EntityAt, type Found } from './find-records.ts'
import type { OpenedApart } from './open-apart.ts'
import type { OpenLinks } from './open-links.ts'
import type { Subject } from './read-subject.ts'
import { refuse } from './refuse.ts'

export interface Searched {
  found: readonly Found[]
  /** Null: not known, or of nobody that was seen. */
  links: KnownLinks | null
}

export interface Search {
  entity: string
  subject: Subject
  places: readonly EntityAt[]
  /** This one alone, if any. */
  system: string | undefined
  opened: OpenLinks
  watchEmbedded: OpenedApart['watchEmbedded']
}

/**
 * By what was given, and then, where links are known, at the other systems that have the entity.
 *
 * @throws StartRefusedError for a canonical id that nobody can tell the records of
 */
export async function searchRecords({
  entity,
  subject,
  places,
  system,
  opened,
  watchEmbedded,
}: Search): Promise<Searched> {
  // Refused before any system is asked.
  const known = await linksOfSubject(entity, subject, opened)
  const wanted = places.filter((at) => system === undefined || at.system === system)
  const look = async (at: EntityAt, find: () => Promise<Found[]>): Promise<Found[]> => {
    const { result, wantedEmbedded } = await watchEmbedded(find)
    const why = 'it is the gateway’s own database, which only the gateway opens'
    return wantedEmbedded ? [{ state: 'FAILED', ...nameOf(at), why }] : result
  }
  const first: Found[] = []
  for (const at of wanted) {
    if (subject.by === 'KEY') first.push(...(await look(at, () => findByKey(at, subject.key, subject.value))))
    if (subject.by === 'RECORD' && at.system === subject.system)
      first.push(...(await look(at, () => findById(at, subject.externalId))))
  }
  const links = known ?? (await linksOfFirst(entity, first, opened))
  const rest: Found[] = []
  for (const at of wanted) {
    if (first.some((one) => one.system === at.system && one.state !== 'NONE')) continue
    const link = links?.links.find((one) => one.system === at.system)
    const id = link?.externalId ?? null
    if (links && !link && subject.by !== 'KEY') rest.push({ ...unseen, ...nameOf(at) })
    if (id !== null && !(subject.by === 'RECORD' && at.system === subject.system))
      rest.push(...(await look(at, () => findById(at, id))))
  }
  const isAnswered = (one: Found) => rest.some(({ system: other }) => other === one.system)
  return { found: [...first.filter((one) => one.state !== 'NONE' || !isAnswered(one)), ...rest], links }
}

async function linksOfSubject(
  entity: string,
  subject: Subject,
  opened: OpenLinks,
): Promise<KnownLinks | null> {
  if (subject.by === 'KEY') return null
  if (opened.state === 'CLOSED') {
    if (subject.by === 'RECORD') return null
    throw refuse(
      `${subject.id} is taken for a canonical id, which only the store can tell the records of. ${opened.why} Or name a record: a key (email=…), or its id in a system (ERP:…).`,
    )
  }
  if (subject.by === 'RECORD') {
    const { system, externalId } = subject
    return opened.links.findByRecord(entity, { system, externalId })
  }
  const known = await opened.links.findById(entity, subject.id)
  if (known) return known
  throw refuse(
    `${subject.id} is no canonical id of a ${entity}. Or name a record: a key (email=…), or its id in a system (ERP:…).`,
  )
}

/** Those of the first record that is known. */
async function linksOfFirst(
  entity: string,
  found: readonly Found[],
  opened: OpenLinks,
): Promise<KnownLinks | null> {
  if (opened.state === 'CLOSED') return null
  for (const one of found) {
    const externalId = one.state === 'READ' ? one.read.record?.externalId : undefined
    const known = externalId && (await opened.links.findByRecord(entity, { system: one.system, externalId }))
    if (known) return known
  }
  return null
}

const unseen = {
  state: 'NONE',
  why: 'no query has looked for the entity there yet: a key (email=…) finds it',
} as const

function nameOf({ system, datasource }: EntityAt): { system: string; vendor: string } {
  return { system, vendor: datasource.vendor }
}
