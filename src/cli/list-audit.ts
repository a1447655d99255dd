import type { AuditFilter, StoredAuditEntry } from '../audit/read-audit.ts'
import { StartRefusedError } from '../errors/start-problem.ts'
import { formatTable } from './format-table.ts'
import { readSince } from './read-since.ts'
import { withAudit } from './with-audit.ts'

export interface ListAuditOptions {
  config?: string
  since?: string
  event?: string
  principal?: string
  write?: string
  entity?: string
  id?: string
  system?: string
  limit?: string
  values?: boolean
  json?: boolean
}

/** `headwater audit list`: newest first; values only for who asks for them. @throws StartRefusedError, GatewayError */
export async function listAudit(options: ListAuditOptions): Promise<void> {
  const { config, values = false, json = false, limit = '50' } = options
  const filter = readFilter(options, Date.now())
  const first = /^\d{1,4}$/.test(limit) ? Number(limit) : 0
  if (first < 1 || first > 1_000) throw refusal('--limit: has to be a number from 1 to 1000.')
  await withAudit(config, async (administration) => {
    const { entries } = await administration.list({ filter, first, after: null })
    if (json) for (const entry of entries) console.log(JSON.stringify(values ? entry : withoutValues(entry)))
    else if (entries.length === 0) console.log('There is no such entry.')
    else console.log(formatTable([header, ...entries.map((entry) => toRow(entry, values))]))
  })
}

const header = 'AT EVENT WHO CLIENT WHAT SYSTEM WRITE REQUEST FACTS VALUES'.split(' ')

function readFilter(options: ListAuditOptions, now: number): AuditFilter {
  const { since, event, principal, write: writeId, entity, id: entityId, system } = options
  return {
    since: since === undefined ? undefined : readSince(since, now),
    ...{ event, principal, writeId, entity, entityId, system },
  }
}

function withoutValues(entry: StoredAuditEntry): object {
  return { ...entry, values: { state: entry.values.state } }
}

function toRow(entry: StoredAuditEntry, withValues: boolean): string[] {
  const { at, event, principal, client, entity, entityId, system, writeId, requestId, facts, values } = entry
  const isShown = withValues && values.state === 'KEPT'
  return [
    new Date(at).toISOString(),
    event,
    principal ?? '-',
    client ?? '-',
    entity === null ? '-' : [entity, entityId].filter((part) => part !== null).join('/'),
    system ?? '-',
    writeId ?? '-',
    requestId ?? '-',
    JSON.stringify(facts),
    isShown ? JSON.stringify(values.fields) : values.state.toLowerCase(),
  ]
}

function refusal(message: string): StartRefusedError {
  return new StartRefusedError([{ file: null, line: null, message }])
}
