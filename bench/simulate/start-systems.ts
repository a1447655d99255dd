import { once } from 'node:events'
import { join } from 'node:path'
import { spawnPinned } from '../spawn-pinned.ts'
import type { Counts } from './answer.ts'
import type { ToSystems } from './main.ts'

export interface Systems {
  url: string
  pid: number
  setLatency(ms: number): Promise<void>
  /** Calls since the last reset. */
  counts(): Promise<Counts>
  reset(): Promise<void>
  /** Until nothing is under way any more: what a slice of load began goes on after it. */
  drain(): Promise<void>
  close(): Promise<void>
}

const quietMs = 60

export async function startSystems(core: number | null): Promise<Systems> {
  const child = spawnPinned(core, [join(import.meta.dirname, 'main.ts')], { env: process.env })
  const ask = async (message: ToSystems): Promise<Counts> => {
    const reply = once(child, 'message')
    child.send(message)
    const [counts] = (await reply) as [Counts]
    return counts
  }
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  const counts = () => ask({ type: 'counts' })
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    async setLatency(ms) {
      await ask({ type: 'latency', ms })
    },
    counts,
    async reset() {
      await ask({ type: 'reset' })
    },
    async drain() {
      for (let before = '', quiet = 0; quiet < 2;) {
        await new Promise((resolve) => setTimeout(resolve, quietMs))
        const now = JSON.stringify(await counts())
        quiet = now === before ? quiet + 1 : 0
        before = now
      }
    },
    async close() {
      const gone = once(child, 'exit')
      child.disconnect()
      await gone
    },
  }
}
