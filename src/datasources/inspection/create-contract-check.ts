import { setTimeout as sleep } from 'node:timers/promises'
import { checkContract, isBroken, type ContractReport } from './check-contract.ts'
import type { Call } from '../call.ts'
import type { Datasource } from '../datasource.ts'

export interface ContractCheckOptions {
  datasources: ReadonlyMap<string, Datasource>
  /** Between the end of one check and the next; 0: never. */
  everyMs: number
  /** Told of each record kind that could not be read or has drifted. */
  onFinding: (report: ContractReport) => void
  random?: () => number
}

export interface ContractCheck {
  start(): void
  /** Ends the one that is under way, too. */
  close(): Promise<void>
}

/** Most that a check of one system may take. */
const systemLimitMs = 30_000

/** Looks at every system now and then, so that drift in what nobody reads is found before somebody does. */
export function createContractCheck(options: ContractCheckOptions): ContractCheck {
  const { datasources, everyMs, onFinding, random = Math.random } = options
  const closing = new AbortController()
  const isClosing = () => closing.signal.aborted
  let running = Promise.resolve()

  async function run(): Promise<void> {
    // Never two at once, and no replica in step with another: between half and one and a half of the time.
    while (await pause(everyMs * (0.5 + random()), closing.signal)) {
      for (const [system, datasource] of datasources) {
        if (isClosing()) return
        const reports = await checkContract(system, datasource, callOf(closing.signal))
        if (!isClosing()) reports.filter(isBroken).forEach(onFinding)
      }
    }
  }

  return {
    start() {
      if (everyMs > 0) running = run()
    },
    async close() {
      closing.abort()
      await running
    },
  }
}

/** What a check asks with: nobody waits for it, yet it ends. */
export function callOf(closing?: AbortSignal): Call {
  const limit = AbortSignal.timeout(systemLimitMs)
  return {
    signal: closing ? AbortSignal.any([closing, limit]) : limit,
    deadlineAt: performance.now() + systemLimitMs,
    requestId: 'contract-check',
  }
}

/** False when it was called off. */
async function pause(delayMs: number, signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(Math.min(delayMs, 2 ** 31 - 1), undefined, { signal, ref: false })
    return true
  } catch {
    return false
  }
}
