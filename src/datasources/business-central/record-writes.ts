import { z } from 'zod'
import type { Call } from '../datasource.ts'
import type { FailureRule } from '../failures.ts'
import { jsonBody } from '../transport/request-body.ts'
import { batchFailures } from './batch-failures.ts'
import { companyPath, type EntitySetOptions, type RawRecord } from './client.ts'

/** One change of a record, sent as it is or together with others. */
export interface Change {
  /** As the vendor's other operations are called, e.g. `updateCustomer`. */
  operation: string
  method: 'POST' | 'PATCH' | 'DELETE'
  /** Below the company, e.g. `customers(<id>)`. */
  path: string
  body?: Readonly<Record<string, unknown>>
  /** The version that the record must still have, or `*`; the vendor asks for it with PATCH and DELETE. */
  ifMatch?: string
}

export interface RecordWrites {
  /** The record as it is then, as far as the vendor sends it. */
  apply(change: Change, call: Call): Promise<RawRecord>
  /** All of them in order, or none: one call, in which the vendor takes back what was done before one failed. */
  applyTogether(changes: readonly Change[], call: Call): Promise<void>
}

const batchReply = z.object({
  responses: z.array(z.object({ status: z.number() })),
})

const record = z.record(z.string(), z.unknown())

/** The vendor's documented limit of a batch. */
const maxBatch = 100

export function createRecordWrites(
  { transport, companyId, failure }: EntitySetOptions,
  failures: readonly FailureRule[],
  api?: string,
): RecordWrites {
  async function apply({ operation, method, path, body, ifMatch }: Change, call: Call): Promise<RawRecord> {
    const reply = await transport.call(
      {
        operation,
        effect: 'WRITE',
        method,
        path: `${companyPath(companyId, api)}/${path}`,
        ...(body && jsonBody(body)),
        headers: headersOf({ body, ifMatch }),
      },
      call,
    )
    const read = record.safeParse(reply ?? {})
    if (!read.success) throw failure('BAD_RESPONSE', `${operation}: no record`)
    return read.data
  }

  async function sendBatch(changes: readonly Change[], call: Call): Promise<void> {
    if (changes.length > maxBatch)
      throw failure('VALIDATION', `more than ${maxBatch} changes of one record at once`, { effect: 'NONE' })
    const requests = changes.map(({ method, path, body, ifMatch }, index) => ({
      id: String(index),
      method,
      url: `companies(${companyId})/${path}`,
      headers: headersOf({ body, ifMatch }),
      ...(body && { body }),
    }))
    const content = jsonBody({ requests })
    const request = {
      operation: 'batch',
      effect: 'WRITE',
      method: 'POST',
      path: '/v2.0/$batch',
      ...content,
      headers: { ...content.headers, isolation: 'snapshot' },
      failures: batchFailures(failures),
    } as const
    const reply = batchReply.safeParse(await transport.call(request, call))
    if (!reply.success) throw failure('BAD_RESPONSE', 'batch: no list of responses')
    const { responses } = reply.data
    if (responses.length < changes.length) throw failure('BAD_RESPONSE', 'batch: not all were answered')
  }

  return {
    apply,
    async applyTogether(changes, call) {
      const [only] = changes
      if (only && changes.length === 1) await apply(only, call)
      else if (only) await sendBatch(changes, call)
    },
  }
}

function headersOf({ body, ifMatch }: Pick<Change, 'body' | 'ifMatch'>): Record<string, string> {
  return {
    ...(body && { 'content-type': 'application/json' }),
    ...(ifMatch !== undefined && { 'if-match': ifMatch }),
  }
}
