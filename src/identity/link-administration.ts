import { appendAudit } from '../audit/append-audit.ts'
import type { Database } from '../store/database.ts'
import type { Crosswalk, ExternalKey, Identity } from './crosswalk.ts'

/** Which records an entity is made of, as an operator is shown. */
export interface KnownLinks {
  id: string
  links: readonly {
    system: string
    state: 'LINKED' | 'ABSENT' | 'AMBIGUOUS'
    /** Null unless LINKED. */
    externalId: string | null
  }[]
}

/** What operators ask of the crosswalk: here over the store, elsewhere over the control socket of who has it. */
export interface LinkAdministration {
  /** Null: the id stands for nothing. @throws GatewayError STORE_UNAVAILABLE; of this and what follows */
  findById(entity: string, id: string): Promise<KnownLinks | null>
  /** Null: no entity has been seen that the record is of. */
  findByRecord(entity: string, key: ExternalKey): Promise<KnownLinks | null>
  /** Puts down in the audit trail whose values somebody is about to be shown. */
  recordShown(shown: RecordShown): Promise<void>
}

export interface RecordShown {
  entity: string
  /** Null: it is none's that is known. */
  entityId: string | null
  systems: readonly string[]
  principal: string
}

export function createLinkAdministration(parts: {
  database: Database
  crosswalk: Pick<Crosswalk, 'findByIds' | 'findByExternalIds'>
  now: () => number
}): LinkAdministration {
  const { database, crosswalk, now } = parts
  return {
    async findById(entity, id) {
      return toKnownLinks((await crosswalk.findByIds(entity, [id])).get(id))
    },
    async findByRecord(entity, { system, externalId }) {
      const found = await crosswalk.findByExternalIds(entity, system, [externalId])
      return toKnownLinks(found.get(externalId))
    },
    async recordShown({ systems, ...shown }) {
      const entry = { event: 'record.values.shown', at: now(), ...shown, facts: { systems } }
      const unset = { client: null, requestId: null, writeId: null, system: null, fields: null, person: null }
      await database.transaction((transaction) => appendAudit(transaction, [{ ...entry, ...unset }]))
    },
  }
}

function toKnownLinks(identity: Identity | undefined): KnownLinks | null {
  if (!identity) return null
  const links = [...identity.links].map(([system, link]) => ({
    system,
    state: link.state,
    externalId: link.state === 'LINKED' ? link.externalId : null,
  }))
  return { id: identity.id, links }
}
