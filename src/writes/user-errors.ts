import { conditionsOf, isGranted, type Decided } from '../auth/grant.ts'
import { maskText } from '../auth/mask.ts'
import type { FieldRights } from '../auth/rights.ts'
import { outcomeOf } from '../reads/outcome.ts'
import { replaceRefs } from './read-changes.ts'
import { readSubject } from './read-subject.ts'
import type { MutationRequest, UserError } from './write-engine.ts'
import type { WriteParts } from './write-parts.ts'
import type { Step, Write } from './write.ts'

type Parts = Pick<WriteParts, 'catalog' | 'reads'>

/** Codes that the caller can do something about. */
const correctable: ReadonlySet<string> = new Set(['BAD_USER_INPUT', 'CONFLICT', 'NOT_FOUND'])

/** What the systems refused, as far as the caller can correct it. */
export async function userErrorsOf(
  parts: Parts,
  write: Write,
  request: MutationRequest,
): Promise<UserError[]> {
  const errors = write.steps.map((step) => errorsOf(parts, write, step, request))
  return (await Promise.all(errors)).flat()
}

async function errorsOf(
  parts: Parts,
  write: Write,
  step: Step,
  request: MutationRequest,
): Promise<UserError[]> {
  const { reason, system, values } = step
  if (step.state !== 'REJECTED' || !reason || !correctable.has(reason.code)) return []
  const { code, message, field = null, theirs = {} } = reason
  const common = { code, message, system }
  const differing = Object.keys(theirs)
  if (code !== 'CONFLICT' || differing.length === 0) return [{ ...common, field, yours: null, theirs: null }]
  const show = await viewOf(parts, step, step.entityId ?? write.entityId, differing, request)
  return differing.map((name) => ({
    ...common,
    field: name,
    yours: show(
      name,
      replaceRefs(values[name], ({ id }) => id),
    ),
    theirs: show(name, theirs[name]),
  }))
}

/** Values as this caller may see them in this record, as JSON; null where they may not. */
async function viewOf(
  parts: Parts,
  { entity: name }: Step,
  id: string | null,
  fields: readonly string[],
  { caller, call }: MutationRequest,
): Promise<(field: string, value: unknown) => string | null> {
  const entity = parts.catalog.entities.get(name)
  if (!entity) return () => null
  const rights = new Map(
    fields.flatMap((field) => {
      const declared = entity.fields.get(field)
      return declared ? [[field, caller.rights.of(declared)] as const] : []
    }),
  )
  const conditions = conditionsOf([...rights.values()].flatMap(({ read, masked }) => [read, masked]))
  const asking = { entity, id: id ?? '', records: [], conditions, visible: 'ALWAYS' as const, caller }
  // What could not be decided is not shown.
  const decided =
    conditions.length === 0 || id === null
      ? null
      : await outcomeOf(async () => (await readSubject(parts, asking, call)).decided())
  const holding: Decided = decided?.kind === 'value' ? decided.value : new Map<string, boolean>()
  return (field, value) => shownAs(rights.get(field), holding, value ?? null)
}

function shownAs(rights: FieldRights | undefined, decided: Decided, value: unknown): string | null {
  if (!rights) return null
  if (isGranted(rights.read, decided)) return JSON.stringify(value)
  const { mask, masked } = rights
  if (mask === null || !isGranted(masked, decided)) return null
  return typeof value === 'string' ? JSON.stringify(maskText(mask, value)) : null
}
