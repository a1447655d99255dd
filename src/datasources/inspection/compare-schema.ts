import { compareMembers } from './compare-members.ts'
import { compareSettable } from './compare-settable.ts'
import { compareUnavailable } from './compare-unavailable.ts'
import { recordKindKey } from '../datasource.ts'
import type { Inspection, InspectionFinding, KindInspection, RecordSchema } from '../inspection.ts'
import type { RecordCalls } from '../vendor-calls.ts'

/**
 * What a system says of its record kinds, compared with what the mappings need: every path there and of a type that its codec
 * reads, what is to be set settable, what is unavailable still not there, and the account allowed to. Pure.
 */
export function compareSchemas(
  system: string,
  records: readonly RecordCalls[],
  { schemas }: Inspection,
): readonly KindInspection[] {
  return records.flatMap((calls) => {
    const kind = recordKindKey(calls.mapping.entity, calls.mapping.part)
    const schema = schemas[kind]
    return schema ? [compareSchema(system, kind, calls, schema)] : []
  })
}

function compareSchema(
  system: string,
  kind: string,
  calls: RecordCalls,
  schema: RecordSchema,
): KindInspection {
  const { place, members, access } = schema
  const where = `${system}: ${place} → ${kind}`
  if (schema.isMissing) {
    const fix = 'correct its name in the config, or grant the account what it takes to see it'
    const findings = [{ level: 'FAIL', where, what: `there is no ${place}`, fix } as const]
    return { kind, place, checkedPaths: null, access: {}, findings }
  }
  // Without the right to read, what the account is told of is only a part.
  const isWhole = members !== null && access.read?.isGranted !== false
  const compared = isWhole
    ? [
        ...compareMembers(system, calls.mapping, schema, members),
        ...compareSettable(system, calls, members),
        ...compareUnavailable(system, calls.mapping, schema, members),
      ]
    : []
  return {
    kind,
    place,
    checkedPaths: isWhole ? new Set(calls.mapping.paths.map((path) => path.join('.'))).size : null,
    access,
    findings: [...compareAccess(where, calls, access), ...compared],
  }
}

const verbs = { read: 'read', create: 'add', patch: 'change' } as const

function compareAccess(
  where: string,
  { writing }: RecordCalls,
  access: RecordSchema['access'],
): InspectionFinding[] {
  const isNeeded = {
    read: true,
    create: writing?.create !== undefined,
    patch: writing?.patch !== undefined,
  }
  const findings = (['read', 'create', 'patch'] as const).flatMap((right): InspectionFinding[] => {
    const permission = access[right]
    if (!isNeeded[right] || !permission || permission.isGranted) return []
    const what = `the account of the gateway may not ${verbs[right]} these records`
    return [{ level: 'FAIL', where, what, fix: `grant it ${permission.by}` }]
  })
  const { describe } = access
  if (!describe || describe.isGranted) return findings
  const what = 'the account may not look up what these records are made of: samples alone were looked at'
  return [...findings, { level: 'WARN', where, what, fix: `grant it ${describe.by}` }]
}
