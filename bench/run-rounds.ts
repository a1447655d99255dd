import { driveLoad, type Load } from './load/drive-load.ts'
import { bodyOf, type Question } from './questions.ts'
import { readUsage } from './read-usage.ts'
import { hotCustomers, type Scenario } from './scenarios.ts'
import type { Systems } from './simulate/start-systems.ts'
import type { Running } from './start-contender.ts'

/** What one contender did in one slice of time. */
export interface Slice {
  contender: string
  round: number
  load: Load
  cpuMicroseconds: number
  upstreamCalls: number
  rssBytes: number
  /** Processor time of the generator and of the simulated systems, as shares of the slice. */
  generatorShare: number
  systemsShare: number
}

/** As long as so many slices everybody is asked before anything counts: compilers are busy at first, with the code of each question. */
export const uncountedSlices = 4

/**
 * Rounds in which all take turns, there and back (A B C, C B A), so that what else the machine does hits all alike; figures are
 * then compared within a round.
 */
export async function runRounds(
  scenario: Scenario,
  running: readonly Running[],
  options: { question: Question; systems: Systems; rounds: number; sliceMs: number },
): Promise<Slice[]> {
  const { question, systems, rounds, sliceMs } = options
  let number = 0
  const body = () => bodyOf(question, scenario.among === 'CACHED' ? ++number % hotCustomers : ++number)
  const measure = async (one: Running, round: number, durationMs: number): Promise<Slice> => {
    await systems.reset()
    const [before, systemsBefore, ownBefore] = [
      await readUsage(one),
      await usageOf(systems),
      process.cpuUsage(),
    ]
    const load = await driveLoad({ port: one.port, connections: scenario.connections, durationMs, body })
    const own = process.cpuUsage(ownBefore)
    const after = await readUsage(one)
    const systemsAfter = await usageOf(systems)
    await systems.drain()
    const counts = await systems.counts()
    const elapsed = load.elapsedMs * 1_000
    return {
      contender: one.contender.name,
      round,
      load,
      cpuMicroseconds: after.cpuMicroseconds - before.cpuMicroseconds,
      upstreamCalls: Object.values(counts).reduce((sum, count) => sum + count, 0),
      rssBytes: after.rssBytes,
      generatorShare: (own.user + own.system) / elapsed,
      systemsShare: (systemsAfter - systemsBefore) / elapsed,
    }
  }
  await systems.setLatency(scenario.latencyMs)
  for (const one of running) await measure(one, -1, uncountedSlices * sliceMs)
  const slices: Slice[] = []
  for (let round = 0; round < rounds; round++)
    for (const one of round % 2 === 0 ? running : running.toReversed())
      slices.push(await measure(one, round, sliceMs))
  return slices
}

/** Zero where only the process itself could say. */
async function usageOf({ pid }: Systems): Promise<number> {
  if (process.platform !== 'linux') return 0
  return (await readUsage({ pid, ask: () => Promise.reject(new Error('not asked')) })).cpuMicroseconds
}
