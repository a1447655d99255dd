import { isDeepStrictEqual } from 'node:util'
import { bodyOf, type Question } from './questions.ts'
import type { Systems } from './simulate/start-systems.ts'
import { ask, type Running } from './start-contender.ts'

/** Upstream calls that one answer took, by operation: those of HTTP; the database is not counted. */
export type CallsOf = Map<string, number>

/**
 * Each gives the same data as the first, for several customers, before anything is measured. Links are warm then, and what is
 * compiled is.
 *
 * @returns by contender and question: HTTP calls of one answer
 * @throws Error naming who answers otherwise, and what
 */
export async function verifyAnswers(
  running: readonly Running[],
  questions: readonly Question[],
  systems: Systems,
): Promise<Map<string, CallsOf>> {
  const calls = new Map<string, CallsOf>()
  for (const question of questions) {
    for (const number of [3, 1_234]) {
      let expected: unknown
      for (const { contender, port } of running) {
        await ask(port, bodyOf(question, number))
        await systems.reset()
        const reply = await ask(port, bodyOf(question, number))
        const counts = await systems.counts()
        const data = dataOf(reply)
        expected ??= data
        if (data === null || !isDeepStrictEqual(data, expected))
          throw new Error(`${contender.name} answers ${question.name} otherwise: ${reply.slice(0, 500)}`)
        const own = calls.get(contender.name) ?? new Map<string, number>()
        const total = Object.values(counts).reduce((sum, count) => sum + count, 0)
        calls.set(contender.name, own.set(question.name, total))
      }
    }
  }
  return calls
}

function dataOf(reply: string): unknown {
  try {
    const { data, errors } = JSON.parse(reply) as { data?: unknown; errors?: unknown }
    return errors === undefined ? (data ?? null) : null
  } catch {
    return null
  }
}
