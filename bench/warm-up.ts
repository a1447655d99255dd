import { bodyOf, type Question } from './questions.ts'
import { customerCount } from './simulate/records.ts'
import { ask, type Running } from './start-contender.ts'

/** Asked at a time. */
const lanes = 8

/**
 * Asks about every customer once: links of ids are then known to whoever keeps any, compilers have seen the code. What is
 * measured afterwards is how it goes on, not how it begins.
 */
export async function warmUp({ port }: Running, questions: readonly Question[]): Promise<void> {
  for (const question of questions) {
    const bodies = Array.from({ length: customerCount }, (_, number) => bodyOf(question, number)).values()
    await Promise.all(
      Array.from({ length: lanes }, async () => {
        for (const body of bodies) await ask(port, body)
      }),
    )
  }
}
