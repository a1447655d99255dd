import { GatewayError } from '../errors/gateway-error.ts'
import type { Entity } from '../schema/catalog.ts'
import { findBroken, type Wanted } from './business-rules.ts'
import { mayQueue, type StepFrame } from './plan-steps.ts'
import type { Changes } from './read-changes.ts'
import type { Subject } from './read-subject.ts'
import type { Share } from './route-by-owner.ts'
import type { MutationRequest } from './write-engine.ts'

export function inputOf({ args }: MutationRequest): Readonly<Record<string, unknown>> {
  return args.input as Readonly<Record<string, unknown>>
}

/** @throws GatewayError BAD_USER_INPUT */
export function frameOf({ args }: MutationRequest): StepFrame {
  const versions = (args.ifVersion ?? []) as readonly { system: string; version: string }[]
  const notAfter = typeof args.notAfter === 'string' ? Date.parse(args.notAfter) : null
  const ifVersion = new Map(versions.map(({ system, version }) => [system, version]))
  if (ifVersion.size === versions.length) return { ifVersion, notAfter }
  throw new GatewayError('BAD_USER_INPUT', 'ifVersion names a system twice.', { field: 'ifVersion' })
}

/** A version that nothing would be compared with promises what is not kept. @throws GatewayError BAD_USER_INPUT */
export function refuseStrayVersions({ ifVersion }: StepFrame, shares: readonly Share[]): void {
  for (const system of ifVersion.keys())
    if (!shares.some((share) => share.system === system))
      throw new GatewayError(
        'BAD_USER_INPUT',
        `ifVersion names ${system}, where this input changes nothing: leave it out.`,
        { field: 'ifVersion', system },
      )
}

/** @throws GatewayError BAD_USER_INPUT for rules of the business: the first, and how many more */
export function refuseBroken(entity: Entity, wanted: Wanted, changes: Changes): void {
  const broken = findBroken(entity.name, wanted, (field) => changes.has(field))
  const [first] = broken
  if (!first) return
  const message = broken.map((one) => one.message).join('; ')
  throw new GatewayError('BAD_USER_INPUT', `${message.charAt(0).toUpperCase()}${message.slice(1)}.`, {
    field: first.field,
  })
}

/**
 * A system that could not be read, and whose writes may not wait, is down: the whole is refused before anything is
 * changed anywhere. What may wait, waits.
 *
 * @throws GatewayError what the system failed with
 */
export function refuseUnread(subject: Subject, shares: readonly Share[]): void {
  for (const share of shares) {
    if (mayQueue(subject.entity, share)) continue
    const link = subject.linkAt(share.system)
    if (link?.state === 'UNRESOLVED') throw link.failure.error
    const record = subject.recordAt(share.system, share.part)
    if (record?.kind === 'failed') throw record.failure.error
    if (record?.kind === 'gone')
      throw new GatewayError(
        'NOT_FOUND',
        `${share.system} no longer has a record of this ${subject.entity.name}.`,
        {
          system: share.system,
        },
      )
  }
}
