import { memberAt } from './example-record.ts'
import type { InspectionFinding, Members, RecordSchema } from '../inspection.ts'
import type { Mapping } from '../mapping.ts'
import { pathText, segmentsOf } from '../path.ts'

/** What was declared unavailable, still not there: where its vendor would keep it, else under the field's own name. */
export function compareUnavailable(
  system: string,
  { entity, paths, unavailable }: Mapping,
  { wouldBe = {} }: Pick<RecordSchema, 'wouldBe'>,
  members: Members,
): InspectionFinding[] {
  const mapped = new Set(paths.map(pathText))
  return Object.keys(unavailable).flatMap((field): InspectionFinding[] => {
    const path = wouldBe[field] === undefined ? namesakeOf(field, members) : segmentsOf(wouldBe[field])
    if (path === null || mapped.has(pathText(path)) || memberAt(members, path) === null) return []
    const where = `${system}.${pathText(path)} → ${entity}.${field}`
    const what = `${field} is declared unavailable, and this is there`
    return [{ level: 'WARN', where, what, fix: 'map it, if it is what the field means' }]
  })
}

/** `credit_limit` for creditLimit: in the record itself and the objects in it, not in lists and other records. */
function namesakeOf(field: string, members: Members): readonly string[] | null {
  const own = [...members.keys()].find((key) => plain(key) === plain(field))
  if (own !== undefined) return [own]
  for (const [key, { members: inside, isList, isRelated }] of members) {
    const found = inside && !isList && !isRelated ? namesakeOf(field, inside) : null
    if (found) return [key, ...found]
  }
  return null
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
}
