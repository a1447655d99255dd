import type { Entity, EntityField, SourceDeclaration } from './catalog.ts'
import { sourceKey } from './catalog.ts'
import { parseDurationMs } from './duration.ts'
import { locationOf, problemAt } from './problem.ts'
import { noAccess, readAccess } from './read-access.ts'
import { readEntityField } from './read-entity-field.ts'
import {
  argumentNode,
  findDirective,
  findDirectives,
  readEnum,
  readString,
  readStrings,
  type Reading,
} from './read-directive.ts'
import { readRestrictions, readSelf } from './read-record-rules.ts'
import type { SdlType } from './sdl-index.ts'
import { adviseName } from './suggest-name.ts'
import type { ConstDirectiveNode } from 'graphql'

/** An entity with its fields. What is refused is a problem, and the rest is read on as if it were not there. */
export function readEntity(type: SdlType, reading: Reading): Entity {
  const { problems } = reading
  const directive = findDirective(type, 'entity')
  const owner = directive ? readEnum(reading, directive, 'owner', 'System') : null
  const sources = readSources(type, reading)
  if (directive && owner !== null && !sources.some((source) => source.system === owner)) {
    const fix = `add @source(system: ${owner}, maxAge: "...") to the type`
    problems.push(problemAt(directive, `${type.name} is owned by ${owner}, which is no source of it: ${fix}`))
  }
  const access = readAccess(type.name, type, reading)
  const fields = new Map<string, EntityField>()
  for (const field of type.fields) {
    // A field declared twice is refused; the first counts, lest the second be blamed on what relies on it.
    if (fields.has(field.name.value)) continue
    const own = readAccess(`${type.name}.${field.name.value}`, field, reading)
    if (!own && !access) {
      const what = `${type.name}.${field.name.value} says nobody may read it`
      problems.push(problemAt(field, `${what}: add @access(read: [...]) to it or to the type`))
    }
    const declaration = {
      name: field.name.value,
      description: field.description?.value ?? '',
      access: own ?? access ?? noAccess,
      declaredAt: locationOf(field),
    }
    fields.set(declaration.name, readEntityField({ type, field, declaration, owner, sources }, reading))
  }
  const match = directive ? readMatchKeys(type, directive, fields, reading) : []
  const isShared = directive ? readEnum(reading, directive, 'ids', 'IdSource') === 'SHARED' : false
  if (directive && isShared && match.length > 0) {
    const what = `${type.name} has the same id in every system, so that nothing is matched`
    problems.push(problemAt(argumentNode(directive, 'match'), `${what}: remove match, or ids: SHARED`))
  }
  return {
    name: type.name,
    description: type.description,
    owner: owner ?? '',
    match,
    ids: isShared ? 'SHARED' : 'MINTED',
    sources,
    self: readSelf(type, fields, reading),
    restrictions: readRestrictions(type, fields, reading),
    fields,
    declaredAt: locationOf(type.node),
  }
}

function readSources(type: SdlType, reading: Reading): SourceDeclaration[] {
  const sources = new Map<string, SourceDeclaration>()
  for (const directive of findDirectives(type, 'source')) {
    const system = readEnum(reading, directive, 'system', 'System')
    const part = readString(reading, directive, 'part')
    const source = {
      part,
      maxAgeMs: readDurationMs(reading, directive, 'maxAge'),
      staleIfErrorMs: readDurationMs(reading, directive, 'staleIfError'),
      whenDown: readEnum(reading, directive, 'whenDown', 'WhenDown') === 'QUEUE' ? 'QUEUE' : 'REJECT',
    } as const
    if (system === null) continue
    const key = sourceKey(system, part)
    if (sources.has(key)) {
      reading.problems.push(
        problemAt(directive, `${type.name} declares source ${key} twice: keep one @source`),
      )
    } else sources.set(key, { system, ...source })
  }
  return [...sources.values()]
}

function readDurationMs(reading: Reading, directive: ConstDirectiveNode, name: string): number {
  const text = readString(reading, directive, name)
  const durationMs = text === null ? 0 : parseDurationMs(text)
  if (durationMs !== null) return durationMs
  const what = `${name} "${text}" is no duration`
  reading.problems.push(
    problemAt(
      argumentNode(directive, name),
      `${what}: write a whole number with its unit, e.g. "60s", "5m", "1h"`,
    ),
  )
  return 0
}

function readMatchKeys(
  type: SdlType,
  directive: ConstDirectiveNode,
  fields: ReadonlyMap<string, EntityField>,
  reading: Reading,
): string[] {
  const keys = [...fields.values()].filter((field) => field.kind === 'value').map((field) => field.name)
  return readStrings(reading, directive, 'match').filter((key) => {
    if (keys.includes(key)) return true
    const what = `match key ${key} is no value field of ${type.name}`
    reading.problems.push(problemAt(argumentNode(directive, 'match'), `${what}: ${adviseName(key, keys)}`))
    return false
  })
}
