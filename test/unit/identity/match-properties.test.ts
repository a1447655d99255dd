import fc from 'fast-check'
import { decideMatch, originQuestions, type MatchRecord } from '../../../src/identity/match.ts'

const keys = ['email', 'membership', 'phone']

/** Few values, so that records share keys in every way that there is. */
const keyValues = fc
  .array(fc.option(fc.constantFrom('1', '2', '3')), { minLength: keys.length, maxLength: keys.length })
  .map((values) =>
    Object.fromEntries(
      values.flatMap((value, index) => (value === null ? [] : [[keys[index]!, value] as const])),
    ),
  )
const systemOf = (prefix: string) =>
  fc
    .array(keyValues, { minLength: 1, maxLength: 5 })
    .map((all) =>
      all.map((matchKeys, index): MatchRecord => ({ externalId: `${prefix}${index}`, matchKeys })),
    )

/** A system that can be asked by any key, as the engine asks it. */
const ask = (system: readonly MatchRecord[], key: string, values: readonly (string | undefined)[]) =>
  system.filter(({ matchKeys }) => matchKeys[key] !== undefined && values.includes(matchKeys[key]))

const decide = (from: MatchRecord, origin: readonly MatchRecord[], target: readonly MatchRecord[]) => {
  const forward = new Map(keys.map((key) => [key, ask(target, key, [from.matchKeys[key]])]))
  const questions = originQuestions({ keys, from, forward })
  const reverse = new Map([...questions].map(([key, values]) => [key, ask(origin, key, values)]))
  return decideMatch({ keys, from, forward, reverse })
}

test('two records are linked from one side exactly if they are from the other', () => {
  fc.assert(
    fc.property(systemOf('a'), systemOf('b'), (ours, theirs) => {
      for (const from of ours) {
        const decision = decide(from, ours, theirs)
        if (decision.kind !== 'linked') continue
        const other = theirs.find(({ externalId }) => externalId === decision.externalId)!
        expect(decide(other, theirs, ours)).toEqual({ ...decision, externalId: from.externalId })
      }
    }),
    { numRuns: 3_000 },
  )
})

test('the order in which systems answer never matters', () => {
  fc.assert(
    fc.property(systemOf('a'), systemOf('b'), (ours, theirs) => {
      for (const from of ours)
        expect(decide(from, ours.toReversed(), theirs.toReversed())).toEqual(decide(from, ours, theirs))
    }),
  )
})

test('two records of one system are never linked to the same record', () => {
  fc.assert(
    fc.property(systemOf('a'), systemOf('b'), (ours, theirs) => {
      const linked = ours
        .map((from) => decide(from, ours, theirs))
        .flatMap((decision) => (decision.kind === 'linked' ? [decision.externalId] : []))
      expect(new Set(linked).size).toBe(linked.length)
    }),
    { numRuns: 3_000 },
  )
})

test('linked records never differ in a key that is stronger than the one they match by', () => {
  fc.assert(
    fc.property(systemOf('a'), systemOf('b'), (ours, theirs) => {
      for (const from of ours) {
        const decision = decide(from, ours, theirs)
        if (decision.kind !== 'linked') continue
        const other = theirs.find(({ externalId }) => externalId === decision.externalId)!
        const both = keys
          .slice(0, keys.indexOf(decision.matchedBy))
          .filter((key) => from.matchKeys[key] !== undefined && other.matchKeys[key] !== undefined)
        expect(both.map((key) => from.matchKeys[key])).toEqual(both.map((key) => other.matchKeys[key]))
      }
    }),
  )
})
