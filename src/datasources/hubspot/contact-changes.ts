import { changesByTime } from '../kit/changed-since.ts'
import { valueAt } from '../mapping.ts'
import type { ChangeCalls } from '../vendor-calls.ts'
import { maxSearchPage, type ContactApi } from './contact-api.ts'

/** Contacts by the time of their change, from the search, whose index lags some seconds behind, and behind imports longer. */
export function contactChanges(api: ContactApi): ChangeCalls {
  return {
    overlapMs: 300_000,
    changedAt,
    load: (request, call) =>
      changesByTime(request, { pageSize: maxSearchPage, changedAt, idOf }, async ({ since, ...page }) => {
        const value = String(Date.parse(since))
        const filters = [{ propertyName: 'lastmodifieddate', operator: 'GTE', value }] as const
        const sorts = [JSON.stringify({ propertyName: 'lastmodifieddate', direction: 'ASCENDING' })]
        const { records, next } = await api.search({ filters, sorts, ...page }, call)
        return { records, hasMore: next !== null }
      }),
  }
}

const idOf = (raw: unknown) => String(valueAt(raw, ['id']))

function changedAt(raw: unknown): string | null {
  const time = valueAt(raw, ['updatedAt'])
  return typeof time === 'string' ? time : null
}
