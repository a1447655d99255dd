import type { Answer } from './careful-client.ts'
import type { Effect, MixedWrite } from './mixed-writes.ts'
import type { SimulatorsApart } from './simulators-apart.ts'

/** What the simulators show of the intents, as sentences; all empty when each took effect once, and in order. */
export interface Accounting {
  /** Keys of intents without an effect, with what was answered where that is given. */
  lost: string[]
  /** Keys of intents with more than one. */
  duplicated: string[]
  /** Records whose changes were not made in the order in which they were answered. */
  outOfOrder: string[]
}

interface Contact {
  id: string
  properties: Record<string, string>
}
interface Change {
  contactId: string
  properties: Record<string, string>
}
interface Line {
  quantity: number
}
interface Adjustment {
  itemId: string
  description: string
  entryNumber: number
  quantity: number
}
interface Reservation {
  reservation: {
    roomStay: { arrivalDate: string }
    reservationGuests: { profileInfo?: { profileIdList?: { id: string }[] } }[]
  }
}

/** Reads the simulators' own state: what they hold is what happened, whatever anybody was answered. */
export async function readUpstream(simulators: Pick<SimulatorsApart, 'records'>) {
  const [contacts, changes, lines, adjustments, reservations] = await Promise.all([
    simulators.records<Contact>('hubspot', 'contacts'),
    simulators.records<Change>('hubspot', 'changes'),
    simulators.records<Line>('businessCentral', 'salesOrderLines'),
    simulators.records<Adjustment>('businessCentral', 'stockAdjustments'),
    simulators.records<Reservation>('opera', 'reservations'),
  ])
  return { contacts, changes, lines, adjustments, reservations }
}

export type Upstream = Awaited<ReturnType<typeof readUpstream>>

/** How often the upstream shows an effect. */
export function countEffect(upstream: Upstream, effect: Effect): number {
  switch (effect.kind) {
    case 'order':
      return upstream.lines.filter(({ quantity }) => quantity === effect.quantity).length
    case 'stock':
      return upstream.adjustments.filter(({ description }) => description === effect.reason).length
    case 'customer':
      return upstream.contacts.filter(({ properties }) => properties.email === effect.email).length
    case 'booking':
      return upstream.reservations.filter((record) => isStay(record, effect)).length
    case 'revision':
      return revisionsOf(upstream, effect.contactId).filter((company) => company === effect.company).length
  }
}

/** @param lanes as they were sent: each in order */
export function accountFor(
  upstream: Upstream,
  lanes: readonly (readonly MixedWrite[])[],
  answers: ReadonlyMap<string, Answer> = new Map(),
): Accounting {
  const counted = lanes
    .flat()
    .map(({ intent, effect }) => ({ key: intent.key, count: countEffect(upstream, effect) }))
  return {
    lost: counted
      .filter(({ count }) => count === 0)
      .map(({ key }) => [key, JSON.stringify(answers.get(key))].join(' ').trim()),
    duplicated: counted.filter(({ count }) => count > 1).map(({ key }) => key),
    outOfOrder: lanes.flatMap((lane) => outOfOrderIn(upstream, lane)),
  }
}

/** The contact's changes and the item's entries, each against the order in which the lane made them. */
function outOfOrderIn(upstream: Upstream, lane: readonly MixedWrite[]): string[] {
  const effects = lane.map(({ effect }) => effect)
  const wrong: string[] = []
  const revisions = effects.filter((effect) => effect.kind === 'revision')
  const [first] = revisions
  const last = revisions.at(-1)
  if (first && last) {
    const made = revisionsOf(upstream, first.contactId)
    if (made.join() !== revisions.map(({ company }) => company).join())
      wrong.push(`contact ${first.contactId}: ${made.join()}`)
    const contact = upstream.contacts.find(({ id }) => id === first.contactId)
    if (contact?.properties.company !== last.company)
      wrong.push(`contact ${first.contactId} is at ${contact?.properties.company}`)
  }
  const adjusted = effects.filter((effect) => effect.kind === 'stock')
  const own = new Set(adjusted.map(({ reason }) => reason))
  const entries = upstream.adjustments
    .filter(({ description }) => own.has(description))
    .toSorted((one, other) => one.entryNumber - other.entryNumber)
  if (entries.map(({ description }) => description).join() !== adjusted.map(({ reason }) => reason).join())
    wrong.push(`item ${adjusted[0]?.itemId}: ${entries.map(({ description }) => description).join()}`)
  return wrong
}

function revisionsOf({ changes }: Upstream, contactId: string): string[] {
  return changes
    .filter((change) => change.contactId === contactId)
    .flatMap(({ properties }) => (properties.company === undefined ? [] : [properties.company]))
}

function isStay(
  { reservation: { roomStay, reservationGuests } }: Reservation,
  { profileId, arrival }: Extract<Effect, { kind: 'booking' }>,
): boolean {
  const ids = reservationGuests
    .flatMap(({ profileInfo }) => profileInfo?.profileIdList ?? [])
    .map(({ id }) => id)
  return roomStay.arrivalDate === arrival && ids.includes(profileId)
}
