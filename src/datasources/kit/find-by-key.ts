import type { Call } from '../call.ts'
import type { RecordCalls } from '../vendor-calls.ts'
import type { RawFound } from '../write-calls.ts'

/**
 * Finds what an earlier attempt has made, by the reference that it carries: a look-up by key of the records themselves, for
 * `findApplied`, and before anything is made again. Two of them are one too many to say which.
 */
export function findByKey(
  { byKey = {}, mapping }: RecordCalls,
  key: string,
): (value: string, call: Call) => Promise<RawFound> {
  const lookUp = byKey[key]
  if (!lookUp) throw new TypeError(`${mapping.entity} has no look-up by ${key}.`)
  return async (value, call) => {
    const [raw, another] = await lookUp.load([value], call)
    if (raw === undefined) return 'ABSENT'
    return another === undefined ? { externalId: mapping.read(raw).externalId, raw } : 'UNKNOWN'
  }
}
