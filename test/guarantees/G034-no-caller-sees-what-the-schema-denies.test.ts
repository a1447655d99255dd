import type { Principal } from '../../src/auth/principal.ts'
import { drawSeed } from '../support/draw-seed.ts'
import { callers } from '../support/oracle/callers.ts'
import { compareReplies } from '../support/oracle/compare-replies.ts'
import { drawDocument, type DrawnDocument } from '../support/oracle/draw-document.ts'
import { faults } from '../support/oracle/faults.ts'
import { openOracle, type Answer, type Oracle } from '../support/oracle/open-oracle.ts'
import { createPrng } from '../support/oracle/prng.ts'
import { shrinkDocument } from '../support/oracle/shrink-document.ts'
import { addGhosts, buryGhosts, drawTwins, traceOf } from '../support/oracle/twins.ts'

// G034: no caller sees what the schema denies them. Documents of any shape, asked by callers of all kinds, are answered as a
// model answers them that reads the rules from the .graphql files and asks them anew for each field of each record: the same
// data, nothing withheld, FORBIDDEN at the same places, nothing protected in an error, and no record read of which the caller
// may see nothing. A record that is hidden answers as one that does not exist.

const full = process.env.HEADWATER_FULL === '1'
// The figures are 100,000 questions and 4,000 pairs; 3,000 and 100 unless HEADWATER_FULL=1.
const questions = full ? 100_000 : 3_000
const pairs = full ? 4_000 : 100
/** Within so many questions each fault is found. */
const questionsForFaults = 2_000
/** One document is asked by several: what is kept of it for one caller is of no use to another. */
const callersADocument = 2

interface Question {
  number: number
  principal: Principal
  drawn: DrawnDocument
}

let oracle: Oracle
beforeAll(async () => {
  oracle = await openOracle()
})
afterAll(() => oracle.close())

const prngOf = (number: number) => createPrng(drawSeed * 1_000_003 + number)

/** The same for the same seed. */
function* drawQuestions(count: number): Generator<Question> {
  for (let number = 0; number < count;) {
    const prng = prngOf(number)
    const drawn = drawDocument({ ...oracle, prng })
    for (let asked = 0; asked < callersADocument; asked += 1, number += 1) {
      yield { number, principal: prng.pick(callers), drawn }
    }
  }
}

const differ = ({ principal, drawn }: Question, answer: Answer) =>
  compareReplies(oracle.expect(principal, drawn), answer, oracle.world.canaries, drawn)

/** What a person needs to find out who is wrong. */
async function describeFailure(question: Question): Promise<string> {
  const { number, principal, drawn } = question
  const smallest = await shrinkDocument(oracle.rules.schema, drawn, async (smaller) => {
    return differ({ ...question, drawn: smaller }, await oracle.ask(principal, smaller)).length > 0
  })
  const asked = { number, principal, drawn: smallest }
  const answer = await oracle.ask(principal, smallest)
  const expected = oracle.expect(principal, smallest)
  return [
    `question ${number} of seed ${drawSeed}, by ${principal.id}:`,
    smallest.text,
    `variables ${JSON.stringify(smallest.variables)}`,
    `expected ${JSON.stringify({ data: expected.data, errors: expected.errors })}`,
    `received ${JSON.stringify(answer.result)}`,
    `calls ${answer.calls.join('; ')}`,
    ...differ(asked, answer),
    // One that shrinks to nothing else was met only after what had been asked before.
    `as drawn: ${drawn.text} ${JSON.stringify(drawn.variables)}`,
  ].join('\n')
}

test(
  `${questions} questions are answered as the model answers them (seed ${drawSeed})`,
  async () => {
    const failures: string[] = []
    for (const question of drawQuestions(questions)) {
      const { principal, drawn } = question
      if (differ(question, await oracle.ask(principal, drawn)).length === 0) continue
      failures.push(await describeFailure(question))
      if (failures.length === 3) break
    }
    expect(failures.join('\n\n')).toBe('')
  },
  full ? 3_600_000 : 600_000,
)

test(
  `${pairs} records that are hidden answer as records that do not exist (seed ${drawSeed})`,
  async () => {
    const haunted = await openOracle(addGhosts)
    buryGhosts(haunted.world)
    try {
      let compared = 0
      let comparedCalls = 0
      for (let number = 0; compared < pairs; number += 1) {
        const prng = prngOf(number)
        const twins = drawTwins(haunted, prng.pick(callers), prng)
        if (!twins) continue
        const { principal, hidden, missing, takeTheSame } = twins
        const [one, other] = [await haunted.ask(principal, hidden), await haunted.ask(principal, missing)]
        const where = `pair ${number} by ${principal.id}: ${hidden.text} ${JSON.stringify([hidden.variables, missing.variables])}`
        expect({ where, ...traceOf(one, takeTheSame) }).toEqual({ where, ...traceOf(other, takeTheSame) })
        compared += 1
        if (takeTheSame && one.calls.length > 0) comparedCalls += 1
      }
      expect(comparedCalls).toBeGreaterThan(pairs / 10)
    } finally {
      await haunted.close()
    }
  },
  full ? 600_000 : 120_000,
)

describe('the comparison finds', () => {
  const answered: (Question & { answer: Answer })[] = []
  beforeAll(async () => {
    for (const question of drawQuestions(questionsForFaults)) {
      const answer = await oracle.ask(question.principal, question.drawn)
      // A difference that is there without the fault would prove nothing.
      if (differ(question, answer).length === 0) answered.push({ ...question, answer })
    }
  }, 240_000)

  test.each(Object.entries(faults))('%s', (_, fault) => {
    const isFound = answered.some(({ principal, drawn, answer }) => {
      const mistaken = oracle.expect(principal, drawn, fault)
      return compareReplies(mistaken, answer, oracle.world.canaries, drawn).length > 0
    })
    expect(isFound).toBe(true)
  })

  test('a protected value that an error quotes', () => {
    const { world } = oracle
    const { principal, drawn, answer } = answered.find(({ answer: { result } }) => result.errors)!
    const canary = world.canaries.find((one) => !drawn.text.includes(one))!
    const errors = answer.result.errors!.map((error) =>
      Object.assign(Object.create(error) as typeof error, {
        toJSON: () => ({ message: `${canary} is not yours` }),
      }),
    )
    const leaking = { ...answer, result: { ...answer.result, errors } }
    expect(compareReplies(oracle.expect(principal, drawn), leaking, world.canaries, drawn)).toContain(
      `${canary} is in the errors`,
    )
  })
})
