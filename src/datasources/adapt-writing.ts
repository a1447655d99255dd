import { BadValueError } from '../codecs/codec.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import type { UpstreamName } from '../observability/upstream-event.ts'
import type { Call } from './call.ts'
import { upstreamError, UpstreamError } from './failures.ts'
import { holdsValues } from './holds-values.ts'
import { readRecord } from './read-record.ts'
import type { DriftReport } from './report-drift.ts'
import { settableFields } from './settable-fields.ts'
import { settleEffect } from './settle-effect.ts'
import type { SourceRecord } from './source-record.ts'
import type { RecordCalls } from './vendor-calls.ts'
import type {
  ActionCalls,
  RawFound,
  RawWritten,
  Values,
  WithFields,
  WriteCalls,
  WriteKind,
} from './write-calls.ts'
import type { ActionOperation, Found, RecordWriting, WriteAttempt, WriteProblem, Written } from './writing.ts'

/** Turns a vendor's declaration of what it can change into the engine's operations over canonical values. */
export function adaptWriting(
  upstream: UpstreamName,
  { mapping, idPattern }: RecordCalls,
  calls: WriteCalls,
  reportDrift: DriftReport,
): RecordWriting {
  const settable = settableFields(mapping, calls)
  const required = new Set(calls.create?.required)

  function validate(kind: WriteKind, values: Values): WriteProblem | null {
    for (const [field, value] of Object.entries(values)) {
      if (value === undefined) continue
      const message = settable.refusalOf(kind, field) ?? problemOf(kind, field, value)
      if (message !== null) return { field, message: `${upstream.system} (${upstream.vendor}) ${message}` }
    }
    const [missing] = kind === 'create' ? required.difference(givenFields(values)) : []
    if (missing !== undefined)
      return {
        field: missing,
        message: `${upstream.system} (${upstream.vendor}) makes no record without it.`,
      }
    return calls.check?.(kind, values) ?? null
  }

  function problemOf(kind: WriteKind, field: string, value: unknown): string | null {
    try {
      if (!settable.isOwn(kind, field)) mapping.write({ [field]: value })
      return null
    } catch (error) {
      if (error instanceof BadValueError) return `cannot hold this value: ${error.reason}.`
      throw error
    }
  }

  /** @throws GatewayError BAD_USER_INPUT for what `validate` finds */
  function withFields<Request extends WriteAttempt & { values: Values }>(
    kind: WriteKind,
    request: Request,
  ): WithFields<Request> {
    const problem = validate(kind, request.values)
    if (problem)
      throw new GatewayError('BAD_USER_INPUT', problem.message, {
        system: upstream.system,
        field: problem.field,
      })
    const mapped = Object.entries(request.values).filter(([field]) => !settable.isOwn(kind, field))
    return { ...request, fields: mapping.write(Object.fromEntries(mapped)) }
  }

  /** Nothing is sent for an id that this vendor cannot have. */
  function requirePossible(externalId: string): void {
    if (!idPattern.test(externalId)) throw upstreamError(upstream, 'NOT_FOUND', { effect: 'NONE' })
  }

  /** What was applied stays applied, although the reply that says so has drifted: it is read anew then. */
  function toWritten({ externalId, raw }: RawWritten): Written {
    return { externalId, record: raw === undefined ? null : readIfPossible(raw) }
  }

  function readIfPossible(raw: unknown): SourceRecord | null {
    try {
      return readRecord(upstream, mapping, raw, reportDrift)
    } catch (error) {
      if (error instanceof UpstreamError) return null
      throw error
    }
  }

  const toFound = (found: RawFound): Found => (typeof found === 'string' ? found : toWritten(found))

  const apply = async (call: Call, run: (call: Call) => Promise<RawWritten>): Promise<Written> =>
    toWritten(await settleEffect(upstream, call, run))

  function adaptAction({ run, isDone, findApplied, ...declared }: ActionCalls): ActionOperation {
    return {
      honoursKey: declared.honoursKey ?? false,
      isIrreversible: declared.isIrreversible ?? false,
      absorbs: declared.absorbs ?? null,
      isDone: isDone ?? null,
      async run(action, call) {
        requirePossible(action.externalId)
        return apply(call, (watched) => run(action, watched))
      },
      findApplied: findApplied ? async (action, call) => toFound(await findApplied(action, call)) : null,
    }
  }

  async function removeIfThere(externalId: string, call: Call): Promise<void> {
    requirePossible(externalId)
    try {
      await settleEffect(upstream, call, async (watched) => calls.remove?.(externalId, watched))
    } catch (error) {
      if (!(error instanceof UpstreamError && error.failure === 'NOT_FOUND')) throw error
    }
  }

  const { create, patch, actions = {} } = calls
  const findCreated = create?.findApplied
  return {
    patchable: settable.patchable,
    creatable: settable.creatable,
    readOnly: settable.readOnly,
    validate,
    holds: (values, record) => holdsValues(mapping, values, record),
    create: create
      ? {
          required,
          honoursKey: create.honoursKey ?? false,
          async run(record, call) {
            const prepared = withFields('create', record)
            return apply(call, (watched) => create.run(prepared, watched))
          },
          findApplied: findCreated
            ? async (record, call) => toFound(await findCreated(withFields('create', record), call))
            : null,
        }
      : null,
    patch: patch
      ? {
          isConditional: patch.isConditional,
          async run(request, call) {
            requirePossible(request.externalId)
            const ifVersion = patch.isConditional ? request.ifVersion : null
            const prepared = withFields('patch', { ...request, ifVersion })
            return apply(call, (watched) => patch.run(prepared, watched))
          },
        }
      : null,
    actions: new Map(Object.entries(actions).map(([name, action]) => [name, adaptAction(action)])),
    unavailableActions: new Map(Object.entries(calls.unavailableActions ?? {})),
    remove: calls.remove ? removeIfThere : null,
    needsReadBack: calls.needsReadBack ?? false,
  }
}

/** Null is as good as absent in what is to be there. */
function givenFields(values: Values): Set<string> {
  return new Set(Object.keys(values).filter((field) => (values[field] ?? null) !== null))
}
