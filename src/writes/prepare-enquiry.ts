import { GatewayError } from '../errors/gateway-error.ts'
import type { Entity } from '../schema/catalog.ts'
import { inputOf } from './check-request.ts'
import { findByMatchKeys } from './find-match.ts'
import { ownCaller } from './locate-record.ts'
import { createSteps, patchSteps, type StepFrame } from './plan-steps.ts'
import type { Prepared } from './prepared.ts'
import { readSubject } from './read-subject.ts'
import { routeByOwner } from './route-by-owner.ts'
import type { MutationRequest } from './write-engine.ts'
import type { WriteParts } from './write-parts.ts'

interface Enquiry {
  email?: string | null
  phone?: string | null
  message?: string | null
  consent?: { email?: boolean | null; sms?: boolean | null; at?: string | null; source: string } | null
  [field: string]: unknown
}

/** What a form says of a person fills what is empty: a stranger who knows an address overwrites nothing. */
const filled = ['givenName', 'familyName', 'email', 'phone', 'company', 'language', 'campaign'] as const

/** Stages that an enquiry moves to LEAD; who is further on stays there. */
const beforeLead: ReadonlySet<unknown> = new Set([null, 'SUBSCRIBER'])

const maxPerHour = 5
const hourMs = 3_600_000

/**
 * An enquiry from a website finds the person by e-mail, then by phone, or makes a new lead.
 * @throws GatewayError
 */
export async function prepareEnquiry(
  parts: WriteParts,
  entity: Entity,
  request: MutationRequest,
): Promise<Prepared> {
  const enquiry = inputOf(request) as Enquiry
  if (!enquiry.email && !enquiry.phone)
    throw new GatewayError('BAD_USER_INPUT', 'An enquiry needs an email or a phone number to answer to.', {
      field: 'email',
    })
  const frame: StepFrame = { ifVersion: new Map(), notAfter: null }
  const id = await findByMatchKeys(parts, entity, (key) => enquiry[key], request.call)
  if (id === null) {
    const steps = createSteps(
      parts,
      entity,
      routeByOwner(
        entity,
        changesFor(enquiry, () => null, parts.now()),
      ),
      frame,
    )
    return { entity, entityId: null, person: null, steps }
  }
  await refuseFlood(parts, request, id)
  const records = [{ system: entity.owner, part: null }]
  const caller = ownCaller(parts.catalog)
  const subject = await readSubject(
    parts,
    { entity, id, records, conditions: [], visible: 'ALWAYS', caller },
    request.call,
  )
  const record = subject.recordAt(entity.owner, null)
  if (record?.kind === 'failed') throw record.failure.error
  const changes = changesFor(enquiry, (field) => subject.valueOf(field), parts.now())
  return {
    entity,
    entityId: subject.id,
    person: subject.id,
    steps: patchSteps(parts, subject, routeByOwner(entity, changes), frame),
  }
}

/** @param valueOf null: there is nothing; undefined: there may be something, e.g. what does not convert */
function changesFor(
  enquiry: Enquiry,
  valueOf: (field: string) => unknown,
  now: number,
): Map<string, unknown> {
  const changes = new Map<string, unknown>()
  for (const field of filled) {
    const value = enquiry[field] ?? null
    if (value !== null && valueOf(field) === null) changes.set(field, value)
  }
  if (beforeLead.has(valueOf('lifecycleStage'))) changes.set('lifecycleStage', 'LEAD')
  if (enquiry.message) changes.set('lastEnquiry', enquiry.message)
  const consent = consentFrom(enquiry.consent, valueOf('marketingConsent'), now)
  if (consent) changes.set('marketingConsent', consent)
  // Nothing new is one call and one receipt, too: whether somebody was known shows in neither.
  if (changes.size === 0) changes.set('lastEnquiry', valueOf('lastEnquiry') ?? null)
  return changes
}

/**
 * A box that was left open withdraws nothing, and a form that was on its way since before they last said so changes
 * nothing. Nobody agrees in the future.
 */
function consentFrom(given: Enquiry['consent'], known: unknown, now: number): object | null {
  if (!given?.email && !given?.sms) return null
  const at = Math.min(given.at ? Date.parse(given.at) : now, now)
  const { updatedAt } = (known ?? {}) as { updatedAt?: unknown }
  if (typeof updatedAt === 'string' && Date.parse(updatedAt) > at) return null
  return {
    ...(given.email && { email: true }),
    ...(given.sms && { sms: true }),
    updatedAt: new Date(at).toISOString(),
    source: given.source,
  }
}

/** @throws GatewayError RATE_LIMITED */
async function refuseFlood(
  { book, now }: WriteParts,
  { mutation }: MutationRequest,
  id: string,
): Promise<void> {
  if ((await book.countSince(mutation.name, id, now() - hourMs)) < maxPerHour) return
  throw new GatewayError('RATE_LIMITED', 'Too many enquiries for this contact within an hour.', {
    retryAfter: hourMs / 1_000,
  })
}
