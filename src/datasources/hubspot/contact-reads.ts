import type { GatewayError } from '../../errors/gateway-error.ts'
import type { Call } from '../datasource.ts'
import type { DatasourceTools } from '../define-datasource.ts'
import type { RawBatch, RecordCalls } from '../vendor-calls.ts'
import {
  maxBatchInputs,
  maxSearchPage,
  type BatchError,
  type ContactApi,
  type RawContact,
} from './contact-api.ts'
import { batchFailure } from './failures.ts'
import { phoneFilter } from './phone-filter.ts'

/** Each number is searched in up to three spellings, and a list of values may be 100 long. */
const maxPhones = 30

/**
 * Contacts by id, e-mail and phone. E-mails go to batch/read and not to the search: it sees what was written a moment
 * ago, ignores case, and is outside the search's own, lower rate limit. A contact is also found by its secondary
 * addresses; the engine drops it then, as its `email` is another one.
 */
export function contactReads(
  api: ContactApi,
  failure: DatasourceTools['failure'],
): Pick<RecordCalls, 'byId' | 'byKey'> {
  async function readByIds(ids: readonly string[], call: Call): Promise<RawBatch> {
    const asked = [...new Set(ids)]
    const { records, errors } = await api.readBatch(asked, null, call)
    return { records, failures: failuresOf(asked, records, errors) }
  }

  /** Ids that an error names; where one names none, it may be about any id that neither came nor was named. */
  function failuresOf(
    asked: readonly string[],
    records: readonly RawContact[],
    errors: readonly BatchError[],
  ): ReadonlyMap<string, GatewayError> {
    const settled = new Set<unknown>([...records.map(({ id }) => id), ...errors.flatMap(({ ids }) => ids)])
    const unsettled = asked.filter((id) => !settled.has(id))
    const failures = new Map<string, GatewayError>()
    for (const { category, ids } of errors) {
      const failed = batchFailure(category)
      if (failed === null) continue
      for (const id of ids.length > 0 ? ids : unsettled) failures.set(id, failure(failed, category))
    }
    return failures
  }

  async function readByEmails(emails: readonly string[], call: Call): Promise<readonly unknown[]> {
    // What cannot be an address is on no contact, and could make HubSpot refuse the others along with it.
    const asked = [...new Set(emails)].filter((email) => /^[^\s@]{1,64}@[^\s@]{1,255}$/.test(email))
    if (asked.length === 0) return []
    const { records, errors } = await api.readBatch(asked, 'email', call)
    for (const { category } of errors) {
      const failed = batchFailure(category)
      // "Not found" must be certain: nobody may be taken for absent because HubSpot could not look.
      if (failed !== null) throw failure(failed, category)
    }
    return records
  }

  async function searchByPhones(phones: readonly string[], call: Call): Promise<readonly unknown[]> {
    const filter = phoneFilter(phones)
    if (filter === null) return []
    const records: unknown[] = []
    for (;;) {
      const request = { filters: [filter], sorts: [], limit: maxSearchPage, offset: records.length }
      const page = await api.search(request, call)
      records.push(...page.records)
      if (page.next === null || page.records.length === 0) return records
    }
  }

  return {
    byId: { max: maxBatchInputs, load: readByIds },
    byKey: {
      email: { max: maxBatchInputs, load: readByEmails },
      phone: { max: maxPhones, load: searchByPhones },
    },
  }
}
