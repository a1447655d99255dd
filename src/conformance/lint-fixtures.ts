import { recordKindKey } from '../datasources/datasource.ts'
import { adviseName } from '../schema/suggest-name.ts'
import { recordFields, type CanonicalSchema } from './canonical-schema.ts'
import { readCases, writeCases } from './cases.ts'
import type { Conformance } from './conformance.ts'
import type { KindFixture } from './subject.ts'

/** What of a declaration names something that there is not: a line a problem, with what may have been meant. Pure. */
export function lintFixtures(conformance: Conformance, schema: CanonicalSchema): string[] {
  const { name, system, fixtures, skips = {} } = conformance
  const { systems } = schema.catalog
  const problems = [
    ...(systems.has(system) ? [] : [`there is no system ${system}; ${adviseName(system, systems)}`]),
    ...fixtures.flatMap((fixture) => lintFixture(fixture, system, schema)),
    ...lintSkips(Object.keys(skips), fixtures),
  ]
  return problems.map((problem) => `${name}: ${problem}.`)
}

function lintFixture(fixture: KindFixture, system: string, schema: CanonicalSchema): string[] {
  const { entity: entityName, part } = fixture
  const entity = schema.catalog.entities.get(entityName)
  if (!entity) {
    const advice = adviseName(entityName, schema.catalog.entities.keys())
    return [`a fixture is of ${entityName}, which is no entity; ${advice}`]
  }
  const parts = entity.sources.flatMap((source) =>
    source.system === system && source.part !== null ? [source.part] : [],
  )
  if (part !== undefined && !parts.includes(part))
    return [
      `a fixture is of ${entityName}/${part}, which is no part at ${system}; ${adviseName(part, parts)}`,
    ]
  const fields = recordFields(schema, entityName).map(({ name }) => name)
  const keys = [...new Set([...fields, ...entity.match])]
  const kind = recordKindKey(entityName, part ?? null)
  return namesIn(fixture).flatMap(({ place, names, isKey }) => {
    const known = isKey ? keys : fields
    return [...new Set(names)]
      .filter((name) => !known.includes(name))
      .map((name) => `${place} of ${kind} names ${name}, which is no field of it; ${adviseName(name, known)}`)
  })
}

interface NamedFields {
  place: string
  names: readonly string[]
  isKey?: boolean
}

function namesIn({ keys, references, conditions = [], writing, changes }: KindFixture): NamedFields[] {
  const members = (values: object | undefined) => Object.keys(values ?? {})
  const records = changes?.create?.records ?? []
  return [
    { place: 'keys', names: members(keys), isKey: true },
    { place: 'references', names: members(references) },
    { place: 'conditions', names: conditions.map(({ field }) => field) },
    { place: 'writing.patches', names: (writing?.patches ?? []).flatMap(members) },
    { place: 'changes.values', names: members(changes?.values) },
    { place: 'changes.follow', names: changes?.follow ?? [] },
    { place: 'changes.refused', names: members(changes?.refused) },
    {
      place: 'changes.create',
      names: records.flatMap((one) => [...members(one.values), ...members(one.readAs)]),
    },
  ]
}

function lintSkips(skips: readonly string[], fixtures: readonly KindFixture[]): string[] {
  const titles = Object.keys({ ...readCases, ...writeCases })
  const kinds = fixtures.map(({ entity, part }) => recordKindKey(entity, part ?? null))
  return skips.flatMap((skip) => {
    const [kind = '', rest] = skip.split(': ')
    const title = rest ?? skip
    if (!titles.includes(title)) return [`skips has no case "${title}"; ${adviseName(title, titles)}`]
    if (rest === undefined || kinds.includes(kind)) return []
    return [`skips is about ${kind}, of which there is no fixture; ${adviseName(kind, kinds)}`]
  })
}
