import type { Principal } from '../../src/auth/principal.ts'
import { drawSeed } from '../support/draw-seed.ts'
import { callers } from '../support/oracle/callers.ts'
import { compareReplies } from '../support/oracle/compare-replies.ts'
import { drawDocument, type DrawnDocument } from '../support/oracle/draw-document.ts'
import { faults } from '../support/oracle/faults.ts'
import { openOracle, type Answer, type Oracle } from '../support/oracle/open-oracle.ts'
import { createPrng } from '../support/oracle/prng.ts'
import { shrinkDocument } from '../support/oracle/shrink-document.ts'

// G034: no caller sees what the schema denies them: generated documents, by callers of all kinds, are answered as a model
// answers them that reads the rules from the .graphql files and evaluates them record by record: the same data, FORBIDDEN at
// the same places, nothing protected in an error, and no record read of which nothing may be seen.

const full = process.env.HEADWATER_FULL === '1'
// The figure is 100,000 documents; a twentieth unless HEADWATER_FULL=1.
const documents = full ? 100_000 : 5_000
const documentsForFaults = 1_500

let oracle: Oracle
beforeAll(async () => {
  oracle = await openOracle()
}, 120_000)
afterAll(() => oracle.close())

/** One of the callers and a document, the same for the same number. */
function draw(number: number): { principal: Principal; drawn: DrawnDocument } {
  const prng = createPrng(drawSeed * 1_000_003 + number)
  const principal = prng.pick(callers)
  return { principal, drawn: drawDocument({ ...oracle, prng }) }
}

const differ = (principal: Principal, drawn: DrawnDocument, answer: Answer) =>
  compareReplies(oracle.expect(principal, drawn), answer, oracle.world.canaries, drawn)

/** What a person needs to find out who is wrong. */
async function describeFailure(number: number, principal: Principal, drawn: DrawnDocument): Promise<string> {
  const smallest = await shrinkDocument(oracle.rules.schema, drawn, async (smaller) => {
    return differ(principal, smaller, await oracle.ask(principal, smaller)).length > 0
  })
  const { result, calls } = await oracle.ask(principal, smallest)
  const expected = oracle.expect(principal, smallest)
  return [
    `document ${number} of seed ${drawSeed}, shrunk, by ${principal.id}`,
    smallest.text,
    `variables ${JSON.stringify(smallest.variables)}`,
    `expected ${JSON.stringify({ data: expected.data, errors: expected.errors })}`,
    `received ${JSON.stringify(result)}`,
    `calls ${calls.join('; ')}`,
    ...differ(principal, smallest, { result, calls, loads: (await oracle.ask(principal, smallest)).loads }),
  ].join('\n')
}

test(
  `${documents} documents are answered as the model answers them (seed ${drawSeed})`,
  async () => {
    const failures: string[] = []
    for (let number = 0; number < documents && failures.length < 3; number += 1) {
      const { principal, drawn } = draw(number)
      const problems = differ(principal, drawn, await oracle.ask(principal, drawn))
      if (problems.length > 0) failures.push(await describeFailure(number, principal, drawn))
    }
    expect(failures.join('\n\n')).toBe('')
  },
  full ? 3_600_000 : 120_000,
)

describe('the comparison finds', () => {
  const answers: { principal: Principal; drawn: DrawnDocument; answer: Answer }[] = []
  beforeAll(async () => {
    for (let number = 0; number < documentsForFaults; number += 1) {
      const { principal, drawn } = draw(number)
      answers.push({ principal, drawn, answer: await oracle.ask(principal, drawn) })
    }
  }, 120_000)

  test.each(Object.entries(faults))('%s', (_, fault) => {
    const found = answers.findIndex(
      ({ principal, drawn, answer }) =>
        compareReplies(oracle.expect(principal, drawn, fault), answer, oracle.world.canaries, drawn).length >
        0,
    )
    expect(found).toBeGreaterThanOrEqual(0)
  })
})
