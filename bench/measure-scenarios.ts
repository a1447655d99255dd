import type { Contender } from './contenders.ts'
import type { Question, QuestionName } from './questions.ts'
import type { Measured, Results } from './report/write-report.ts'
import { runRounds } from './run-rounds.ts'
import type { Scenario } from './scenarios.ts'
import type { Systems } from './simulate/start-systems.ts'
import { startContender, type Running } from './start-contender.ts'
import { summarise } from './summarise.ts'
import { warmUp } from './warm-up.ts'
import { verifyAnswers } from './verify-answers.ts'

interface Plan {
  scenarios: readonly Scenario[]
  plain: readonly Contender[]
  cached: readonly Contender[]
  questions: Readonly<Record<QuestionName, Question>>
  systems: Systems
  rounds: number
  sliceMs: number
  start: { core: number | null; env: Readonly<Record<string, string>> }
  tell: (line: string) => void
}

type Found = Pick<Results, 'measured' | 'calls' | 'coldStartMs' | 'missing'>

/**
 * Starts those without a cache, holds them against each other, measures them, and then the same with those that have one.
 * @throws Error when one answers otherwise than the limit
 */
export async function measureScenarios(plan: Plan): Promise<Found> {
  const found = {
    measured: [] as Measured[],
    calls: new Map(),
    coldStartMs: new Map(),
    missing: [] as string[],
  }
  const plain = plan.scenarios.filter(({ among }) => among !== 'CACHED')
  const cached = plan.scenarios.filter(({ among }) => among === 'CACHED')
  if (plain.length > 0) await measureGroup(plan, plan.plain, plain, found)
  if (cached.length > 0) await measureGroup(plan, plan.cached, cached, found)
  return found
}

async function measureGroup(
  plan: Plan,
  contenders: readonly Contender[],
  scenarios: readonly Scenario[],
  found: {
    measured: Measured[]
    calls: Map<string, Map<string, number>>
    coldStartMs: Map<string, number>
    missing: string[]
  },
): Promise<void> {
  const { questions, systems, rounds, sliceMs, tell } = plan
  const running: Running[] = []
  try {
    for (const contender of contenders) {
      try {
        const one = await startContender(contender, { ...plan.start, question: questions.Q1 })
        running.push(one)
        found.coldStartMs.set(contender.name, one.coldStartMs)
      } catch (error) {
        found.missing.push(`${contender.title}, which did not start`)
        tell(error instanceof Error ? error.message : String(error))
      }
    }
    const { Q1, Q2, Q3 } = questions
    const calls = await verifyAnswers(running, [Q1, Q2, Q3], systems)
    for (const [name, own] of calls) found.calls.set(name, own)
    for (const one of running) await warmUp(one, [Q1, Q2])
    tell(`all answer alike: ${running.map(({ contender }) => contender.name).join(', ')}`)
    for (const scenario of scenarios) {
      const question = questions[scenario.question]
      const among = scenario.among === 'DURABLE' ? running.filter(canChange) : running
      const slices = await runRounds(scenario, among, { question, systems, rounds, sliceMs })
      const summaries = summarise(slices)
      found.measured.push({ scenario, summaries, slices })
      for (const one of summaries) {
        const figures = `${one.cpuPerRequest.toFixed(0)} µs, ${one.ratio.toFixed(2)} × limit, p50 ${one.p50Ms.toFixed(1)} ms`
        tell(`${scenario.name.padEnd(16)} ${one.contender.padEnd(20)} ${figures}`)
      }
    }
  } finally {
    await Promise.all(running.map((one) => one.close()))
  }
}

/** M1 is of Headwater; the limit passes the change on. */
function canChange({ contender }: Running): boolean {
  return contender.name === 'headwater' || contender.name === 'raw'
}
