import { setTimeout as delay } from 'node:timers/promises'
import { createSourceCache } from '../../../src/cache/create-source-cache.ts'
import { neverKept, type RecordKind } from '../../../src/cache/cache-policy.ts'
import type { Age } from '../../../src/cache/read-request.ts'
import type { SharedTier } from '../../../src/cache/shared-tier.ts'
import type { SourceChange } from '../../../src/cache/source-cache.ts'
import type { Call } from '../../../src/datasources/call.ts'
import { GatewayError } from '../../../src/errors/gateway-error.ts'

export const customer: RecordKind = { system: 'CRM', entity: 'Customer', part: null }
export const orders: RecordKind = { system: 'ERP', entity: 'Order', part: null }

const policies = new Map([
  ['Customer', { maxAgeMs: 60_000, staleWhileRevalidateMs: 0, staleIfErrorMs: 600_000 }],
  ['Order', { maxAgeMs: 60_000, staleWhileRevalidateMs: 10_000, staleIfErrorMs: 0 }],
])

export function change(of: Partial<SourceChange>): SourceChange {
  const { system = 'CRM', entity = 'Customer' } = of
  return {
    ...{ id: '1', system, entity, externalId: null, isNew: false, refs: [], fields: [] },
    ...{ isAction: false, state: 'OVER' },
    ...of,
  }
}

/** A cache over one system whose records have a value each. */
export function createWorld({
  delayMs = 0,
  /** What each call waits for, once the system has read. */
  gate = (): Promise<void> => Promise.resolve(),
  maxEntries = 10_000,
  shared = null as SharedTier | null,
  clock = { now: Date.parse('2026-11-01T12:00:00Z') },
  values = new Map<string, string>(),
  random = (): number => 0,
} = {}) {
  const calls: string[] = []
  const aborted: string[] = []
  const stale: { system: string; isStale: boolean }[] = []
  let failure: GatewayError | null = null
  const cache = createSourceCache({
    policyOf: ({ entity, part }) => (part === null ? policies.get(entity) : undefined) ?? neverKept,
    partsOf: () => [null],
    isKey: (_kind, field) => field === 'email',
    memory: { maxEntries, maxBytes: 50_000_000 },
    shared,
    now: () => clock.now,
    random,
    onStale: (event) => void stale.push(event),
  })
  const call = (signal = new AbortController().signal): Call => ({ requestId: 'test', signal })
  const readAll = (
    kind: RecordKind,
    ids: readonly string[],
    { signal, age = 'POLICY' }: { signal?: AbortSignal; age?: Age } = {},
  ) =>
    cache.records(kind, ids, {
      age,
      call: call(signal),
      async ask(wanted, given) {
        const name = `${kind.entity} ${wanted.join(',')}`
        calls.push(name)
        // As the system has it when it is asked.
        const read = wanted.map((id) => values.get(id) ?? `value of ${id}`)
        try {
          await gate()
          if (delayMs > 0) await delay(delayMs, undefined, { signal: given.signal })
        } catch {
          aborted.push(name)
          throw new GatewayError('UPSTREAM_TIMEOUT', 'ended')
        }
        if (failure) throw failure
        return wanted.map((id, index) => ({
          kind: 'value',
          value:
            id === 'none'
              ? null
              : { externalId: id, version: null, values: { name: read[index] }, matchKeys: {} },
        }))
      },
    })
  return {
    cache,
    clock,
    calls,
    aborted,
    stale,
    values,
    call,
    readAll,
    failWith: (error: GatewayError | null) => void (failure = error),
    async read(kind: RecordKind, id: string, options: { signal?: AbortSignal; age?: Age } = {}) {
      const [answer] = await readAll(kind, [id], options)
      if (!answer) throw new Error('no answer')
      return answer
    },
  }
}
