import { isGranted } from '../auth/grant.ts'
import type { MutationRequest, UserError } from './write-engine.ts'
import type { WriteParts } from './write-parts.ts'
import type { Write } from './write.ts'

/** Codes that the caller can do something about. */
const correctable: ReadonlySet<string> = new Set(['BAD_USER_INPUT', 'CONFLICT', 'NOT_FOUND'])

/** What the systems refused, as far as the caller can correct it. */
export function userErrorsOf(
  { catalog }: Pick<WriteParts, 'catalog'>,
  write: Write,
  { caller }: MutationRequest,
): UserError[] {
  return write.steps.flatMap((step): UserError[] => {
    const { reason, system, entity, values } = step
    if (step.state !== 'REJECTED' || !reason || !correctable.has(reason.code)) return []
    const { code, message, field = null, theirs = {} } = reason
    const common = { code, message, system }
    const differing = Object.keys(theirs)
    if (code !== 'CONFLICT' || differing.length === 0)
      return [{ ...common, field, yours: null, theirs: null }]
    return differing.map((name) => {
      const declared = catalog.entities.get(entity)?.fields.get(name)
      // A condition that holds for the record was decided when the write was permitted, not for reading: it is not shown.
      const maySee = declared !== undefined && isGranted(caller.rights.of(declared).read, new Map())
      return {
        ...common,
        field: name,
        yours: JSON.stringify(values[name] ?? null),
        theirs: maySee ? JSON.stringify(theirs[name] ?? null) : null,
      }
    })
  })
}
