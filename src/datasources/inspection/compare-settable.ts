import { BadValueError } from '../../codecs/codec.ts'
import { memberAt } from './example-record.ts'
import type { InspectionFinding, Members } from '../inspection.ts'
import type { Mapping } from '../mapping.ts'
import { pathText } from '../path.ts'
import { settableFields } from '../settable-fields.ts'
import type { RecordCalls } from '../vendor-calls.ts'
import type { WriteKind } from '../write-calls.ts'

/** What the gateway would set, settable. What a vendor's own code writes, nobody can tell from the mapping. */
export function compareSettable(
  system: string,
  { mapping, writing }: RecordCalls,
  members: Members,
): InspectionFinding[] {
  if (!writing) return []
  const settable = settableFields(mapping, writing)
  const refusals = new Map<string, Refusal>()
  for (const kind of ['create', 'patch'] as const)
    for (const field of kind === 'create' ? settable.creatable : settable.patchable) {
      if (settable.isOwn(kind, field)) continue
      for (const path of writtenPaths(mapping, field)) {
        const member = memberAt(members, path)
        if (member === null || member === 'UNKNOWN' || member.isSettable?.[kind] !== false) continue
        const where = `${system}.${pathText(path)} → ${mapping.entity}.${field}`
        refusals.set(where, { kinds: [...(refusals.get(where)?.kinds ?? []), kind] })
      }
    }
  return [...refusals].map(([where, { kinds }]) => ({
    level: 'FAIL',
    where,
    what: `read only there${kinds.length > 1 ? '' : ` ${moments[kinds[0] ?? 'patch']}`}, and the gateway would set it`,
    fix: 'declare it read only, or have it opened there',
  }))
}

interface Refusal {
  kinds: readonly WriteKind[]
}

const moments = { create: 'in a new record', patch: 'once a record exists' } as const

/**
 * Where a field is written to: what clearing it touches. What is written elsewhere than it is read is a form of the vendor's own,
 * which its code makes something of; what cannot be cleared is written where it is read.
 */
function writtenPaths({ fields, write }: Mapping, field: string): readonly (readonly string[])[] {
  const read = fields[field]?.paths ?? []
  try {
    const written = new Set(leavesOf(write({ [field]: null })).map((path) => path.join('\n')))
    return read.filter((path) => written.has(path.join('\n')))
  } catch (error) {
    // A codec or a vendor's own code that takes no null.
    if (error instanceof BadValueError || error instanceof TypeError) return read
    throw error
  }
}

function leavesOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  if (!isObject) return [path]
  return Object.entries(value).flatMap(([key, member]) => leavesOf(member, [...path, key]))
}
