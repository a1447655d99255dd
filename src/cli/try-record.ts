import { closeDeclarations } from '../compose/open-declarations.ts'
import type { Datasource } from '../datasources/datasource.ts'
import { adviseName, suggestName } from '../schema/suggest-name.ts'
import type { EntityAt } from './find-records.ts'
import { openApart } from './open-apart.ts'
import { openLinks, type OpenLinks } from './open-links.ts'
import { operatorName } from './operator-name.ts'
import { prepare } from './prepare.ts'
import { printFound } from './print-found.ts'
import { readSubject, type Subject } from './read-subject.ts'
import { refuse } from './refuse.ts'
import { searchRecords, type Searched } from './search-records.ts'

export interface TryOptions {
  config?: string
  system?: string
  showValues?: boolean
}

/**
 * `headwater try`: one entity's records as they come, beside what the mapping makes of them. Read with datasources of its own, as
 * the gateway reads; values only for who asks for them, which the audit trail tells of where there is one.
 *
 * @throws StartRefusedError, GatewayError
 */
export async function tryRecord(entityName: string, subjectText: string, options: TryOptions): Promise<void> {
  const isShown = options.showValues ?? false
  const prepared = await prepare(options.config)
  const apart = openApart(prepared)
  try {
    const { catalog, datasources } = apart.opened.declarations
    const entity = findName(entityName, [...catalog.entities.keys()], 'entity')
    const system = options.system && findName(options.system, [...datasources.keys()], 'system')
    const subject = readSubject(subjectText, [...datasources.keys()])
    const places = placesOf(entity, datasources)
    if (places.length === 0) throw refuse(`No system of the config has records of ${entity}.`)
    requireKey(entity, subject, places)
    const opened = await openLinks(prepared.settings)
    try {
      const { watchEmbedded } = apart
      const searched = await searchRecords({ entity, subject, places, system, opened, watchEmbedded })
      if (isShown) await tellTrail(entity, searched, opened)
      if (!printFound(entity, searched, opened, isShown)) process.exitCode = 1
    } finally {
      if (opened.state === 'OPEN') await opened.close()
    }
  } finally {
    await closeDeclarations(apart.opened)
  }
}

/** Before anything is shown. */
async function tellTrail(entity: string, { found, links }: Searched, opened: OpenLinks): Promise<void> {
  const systems = [...new Set(found.filter(({ state }) => state === 'READ').map(({ system }) => system))]
  if (systems.length === 0) return
  if (opened.state === 'OPEN') {
    const entityId = links?.id ?? null
    await opened.links.recordShown({ entity, entityId, systems, principal: operatorName() })
  } else if (opened.isTrailLost)
    throw refuse(`Values are shown only where the audit trail can tell of it. ${opened.why}`)
}

function placesOf(entity: string, datasources: ReadonlyMap<string, Datasource>): EntityAt[] {
  return [...datasources].flatMap(([system, datasource]) => {
    const kinds = [...datasource.records.values()].filter((source) => source.entity === entity)
    return kinds.length > 0 ? [{ system, datasource, kinds }] : []
  })
}

function requireKey(entity: string, subject: Subject, places: readonly EntityAt[]): void {
  if (subject.by !== 'KEY') return
  const keys = new Set(places.flatMap(({ kinds }) => kinds.flatMap(({ byKey }) => [...byKey.keys()])))
  if (!keys.has(subject.key))
    throw refuse(`No system looks up ${entity} by ${subject.key}: ${adviseName(subject.key, keys)}.`)
}

/** As it is written, whatever the case. @throws StartRefusedError */
function findName(given: string, known: readonly string[], what: string): string {
  const name = known.find((one) => one.toLowerCase() === given.toLowerCase())
  if (name !== undefined) return name
  const near = suggestName(given, known)
  throw refuse(`${given} is no ${what}: ${near ? `did you mean ${near}?` : adviseName(given, known)}`)
}
