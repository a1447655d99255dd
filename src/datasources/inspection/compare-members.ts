import { BadValueError } from '../../codecs/codec.ts'
import { suggestName } from '../../schema/suggest-name.ts'
import { exampleRecord, memberAt } from './example-record.ts'
import type { InspectionFinding, Members, RecordSchema } from '../inspection.ts'
import type { Mapping } from '../mapping.ts'
import { pathText, setAt } from '../path.ts'
import { BadValue, Drift, type SourceRecord } from '../source-record.ts'

type SourcePath = readonly string[]

/** Every path that reading needs: there, readable, and of a type that the mapping can read. */
export function compareMembers(
  system: string,
  mapping: Mapping,
  { refusesUnknown = false }: Pick<RecordSchema, 'refusesUnknown'>,
  members: Members,
): InspectionFinding[] {
  const example = readExample(mapping, members)
  const missed = new Set(
    [...(example?.drifted?.values() ?? [])].flatMap(({ path, problem }) =>
      problem === 'MISSING' ? [path] : [],
    ),
  )
  const there = usesOf(mapping).flatMap(({ path, user }): InspectionFinding[] => {
    const member = memberAt(members, path)
    if (member === null) {
      const missing = missingPart(path, members)
      // What may be left out reads null; what may not is drift, or lets every read fail.
      const isNeeded = refusesUnknown || example === null || missed.has(pathText(missing))
      const where = `${system}.${pathText(missing)} → ${user}`
      const what = `not there${nearestTo(missing, members)}`
      return [{ level: isNeeded ? 'FAIL' : 'WARN', where, what, fix: remap }]
    }
    if (member === 'UNKNOWN' || member.isReadable !== false) return []
    const where = `${system}.${pathText(path)} → ${user}`
    const fix = 'grant it, or declare it unavailable'
    return [{ level: 'FAIL', where, what: 'the account of the gateway may not read it', fix }]
  })
  // Of a list that is gone, so is every member.
  const findings = new Map(
    [...there, ...compareTypes(system, mapping, members, example)].map((one) => [
      `${one.where} ${one.what}`,
      one,
    ]),
  )
  return [...findings.values()]
}

const remap = 'map it anew, or declare it unavailable'
const recode = 'map it with another codec, or correct it there'

function compareTypes(
  system: string,
  mapping: Mapping,
  members: Members,
  example: SourceRecord | null,
): InspectionFinding[] {
  const describe = (paths: readonly SourcePath[]) =>
    paths.map((path) => `${pathText(path)} is of type ${typeAt(members, path)}`).join(', ')
  if (example === null) {
    const [id = []] = mapping.paths
    const where = `${system}.${pathText(id)} → id of ${mapping.entity}`
    const what = `${describe([id])}, which is no id`
    return memberAt(members, id) === null
      ? []
      : [{ level: 'FAIL', where, what, fix: 'name another path as id' }]
  }
  return Object.entries(mapping.fields).flatMap(([field, { paths }]): InspectionFinding[] => {
    const user = `${mapping.entity}.${field}`
    const problems = badValuesIn(example.values[field])
    const drift = problems.find((one) => one instanceof Drift && one.problem === 'TYPE')
    if (drift instanceof Drift) {
      const what = `${describe(paths)}: ${drift.reason}`
      return [{ level: 'FAIL', where: `${system}.${drift.path} → ${user}`, what, fix: recode }]
    }
    const bad = problems.find((one) => !(one instanceof Drift))
    // Where values without an example take part, a conversion that fails says nothing of the types.
    if (!bad || !paths.every((path) => hasExample(members, path))) return []
    const where = `${system}.${paths.map(pathText).join(', ')} → ${user}`
    return [{ level: 'WARN', where, what: `${describe(paths)}: ${bad.reason}`, fix: recode }]
  })
}

/** A record of examples as the mapping reads any record; null where it has no usable id. */
function readExample(mapping: Mapping, members: Members): SourceRecord | null {
  const [idPath = []] = mapping.paths
  const raw = exampleRecord(members, mapping.paths)
  const id = memberAt(members, idPath)
  if (id === 'UNKNOWN' || (id !== null && id.example === undefined)) setAt(raw, idPath, '1')
  try {
    return mapping.read(raw)
  } catch (error) {
    if (error instanceof BadValueError) return null
    throw error
  }
}

function usesOf({ entity, fields, paths }: Mapping): { path: SourcePath; user: string }[] {
  const ofFields = Object.entries(fields).flatMap(([field, mapped]) =>
    mapped.paths.map((path) => ({ path, user: `${entity}.${field}` })),
  )
  const used = new Set(ofFields.map(({ path }) => path.join('\n')))
  const others = paths
    .filter((path) => !used.has(path.join('\n')))
    .map((path) => ({ path, user: `${entity}: id, version or match key` }))
  const uses = [...others, ...ofFields]
  return [...new Map(uses.map((use) => [`${use.user}\n${use.path.join('\n')}`, use])).values()]
}

/** As much of a path as is needed to name what is not there. */
function missingPart(path: SourcePath, members: Members): SourcePath {
  const length = path.findIndex((_key, index) => memberAt(members, path.slice(0, index + 1)) === null)
  return path.slice(0, length + 1)
}

/** Of what is there beside it, what it may be called now. */
function nearestTo(path: SourcePath, members: Members): string {
  const [key = '', ...rest] = path
  const member = members.get(key)
  if (member?.members) return nearestTo(rest, member.members)
  const near = suggestName(key, members.keys())
  return near === null ? '' : `; ${near} is`
}

function typeAt(members: Members, path: SourcePath): string {
  const member = memberAt(members, path)
  return member === null || member === 'UNKNOWN' ? 'unknown' : member.type
}

function hasExample(members: Members, path: SourcePath): boolean {
  const member = memberAt(members, path)
  return member !== null && member !== 'UNKNOWN' && member.example !== undefined
}

function badValuesIn(value: unknown): BadValue[] {
  if (value instanceof BadValue) return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(badValuesIn) : []
}
