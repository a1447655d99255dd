import type { Call } from '../call.ts'
import type { DatasourceTools } from '../define-datasource.ts'
import type { RawFound, RawWritten } from '../write-calls.ts'

export interface Made {
  /** What is unique over all writes, and is found in the record. */
  reference: string
  find(reference: string, call: Call): Promise<RawFound>
  make(): Promise<unknown>
  failure: DatasourceTools['failure']
}

/**
 * For systems whose word for it is not enough: looked up by its reference before it is made, so that a repetition finds it, and
 * after, so that what is there is what counts. @throws GatewayError CONFLICT where several carry the reference, BAD_RESPONSE
 * where none does although nothing failed
 */
export async function makeOnce({ reference, find, make, failure }: Made, call: Call): Promise<RawWritten> {
  const earlier = await find(reference, call)
  if (earlier === 'UNKNOWN') throw failure('CONFLICT', 'several records carry the reference')
  if (earlier !== 'ABSENT') return earlier
  await make()
  const made = await find(reference, call)
  if (typeof made === 'object') return made
  throw failure('BAD_RESPONSE', 'no record carries the reference')
}
