import { failure } from './failures.ts'
import type { RecordStore } from './record-store.ts'

/** How a set numbers its records. */
const series: Record<string, { prefix: string; step: number }> = {
  customers: { prefix: 'C', step: 10 },
  items: { prefix: '', step: 1 },
  salesOrders: { prefix: 'S-ORD', step: 1 },
}

/**
 * The given number, or the next of the series.
 *
 * @throws ReplyError Internal_EntityWithSameKeyExists when it is taken
 */
export function takeNumber(store: RecordStore, setName: string, given: string): string {
  const taken = new Set([...store.all(setName)].map((record) => String(record.number)))
  if (given && taken.has(given)) {
    const message = `The record already exists. Identification fields and values: No.='${given}'.`
    throw failure(400, 'Internal_EntityWithSameKeyExists', message)
  }
  if (given) return given
  const { prefix, step } = series[setName] ?? { prefix: '', step: 1 }
  const used = [...taken].map((number) => Number(number.slice(prefix.length))).filter(Number.isFinite)
  return `${prefix}${Math.max(0, ...used) + step}`
}
