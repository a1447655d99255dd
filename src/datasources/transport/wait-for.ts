import { setTimeout as sleep } from 'node:timers/promises'

/** Waits, but no longer than until the signal says that nobody waits any more; throws then. */
export async function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal })
}
