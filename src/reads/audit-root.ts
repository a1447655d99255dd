import { maskText } from '../auth/mask.ts'
import type { Rights } from '../auth/rights.ts'
import type { AuditAdministration } from '../audit/audit-administration.ts'
import type { AuditFilter, StoredAuditEntry } from '../audit/read-audit.ts'
import type { Catalog, EntityField } from '../schema/catalog.ts'
import { readPageRequest } from './page-arguments.ts'
import type { Arguments, GatewayRoots } from './root-context.ts'
import { toConnection } from './to-connection.ts'

/** `Query.auditTrail`: who may ask sees that something was done; its values, as far as they may read them anyway. */
export function createAuditRoot(options: {
  catalog: Catalog
  audit: Pick<AuditAdministration, 'list'>
}): NonNullable<GatewayRoots[string]> {
  const { catalog, audit } = options
  return async (args, { rights }) => {
    const request = readPageRequest(args, 'audit')
    const { entries, cursors, hasNextPage } = await audit.list({ ...request, filter: readFilter(args) })
    const nodes = entries.map((entry) => toNode(entry, catalog, rights))
    return toConnection('audit', request, { nodes, cursors, hasNextPage })
  }
}

function readFilter({ filter }: Arguments): AuditFilter {
  const given = Object.entries(filter ?? {}).filter(([, value]) => value !== null)
  return Object.fromEntries(
    given.map(([name, value]) => [
      name,
      name === 'since' || name === 'until' ? Date.parse(String(value)) : (value as unknown),
    ]),
  )
}

function toNode(entry: StoredAuditEntry, catalog: Catalog, rights: Rights): object {
  const { values, facts, at, ...rest } = entry
  const { outcome, code, upstreamRequestId, ...others } = facts
  const entity = catalog.entities.get(entry.entity ?? '')
  const fields = values.state === 'KEPT' ? Object.entries(values.fields) : []
  return {
    ...rest,
    at: new Date(at).toISOString(),
    outcome: textOf(outcome),
    code: textOf(code),
    upstreamRequestId: textOf(upstreamRequestId),
    facts: Object.entries(others).map(([name, value]) => ({ name, value: textOf(value) })),
    values: values.state,
    fields: fields.map(([name, { before, after }]) => {
      const show = viewOf(entity?.fields.get(name.split('.')[0] ?? ''), rights)
      return { field: name, visibility: show.visibility, before: show.text(before), after: show.text(after) }
    }),
  }
}

interface View {
  visibility: 'SHOWN' | 'MASKED' | 'HIDDEN'
  /** JSON of a value, as far as it may be seen. */
  text(value: unknown): string | null
}

const shown: View = { visibility: 'SHOWN', text: toJson }
const hidden: View = { visibility: 'HIDDEN', text: () => null }

/** A record rule would have to be asked of a record that may be gone: only what holds for every record holds here. */
function viewOf(field: EntityField | undefined, rights: Rights): View {
  if (!field) return hidden
  const { read, masked, mask } = rights.of(field)
  if (read === 'ALWAYS') return shown
  if (mask === null || masked !== 'ALWAYS') return hidden
  return {
    visibility: 'MASKED',
    text: (value) => (typeof value === 'string' ? toJson(maskText(mask, value)) : null),
  }
}

/** Null for a value that was not known. */
function toJson(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value)
}

function textOf(value: unknown): string | null {
  if (value === undefined || value === null) return null
  return typeof value === 'string' ? value : JSON.stringify(value)
}
