import fc from 'fast-check'
import { GatewayError } from '../../../src/errors/gateway-error.ts'
import { change, createWorld, customer } from './cache-world.ts'

/**
 * What may happen between any two steps: somebody reads, a call comes back, a write is taken up, applied and settled, time
 * passes, the system fails. Two records, so that batches and joined flights meet.
 */
const steps = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant('read' as const),
        id: fc.constantFrom('1', '2'),
        age: fc.constantFrom('POLICY' as const, 'POLICY' as const, 'FRESH' as const),
      }),
    },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('answer' as const), which: fc.nat(20) }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('write' as const), id: fc.constantFrom('1', '2') }) },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('pass' as const),
        ms: fc.constantFrom(1, 30_000, 61_000, 300_000),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('fail' as const), isDown: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('hold' as const), id: fc.constantFrom('1', '2') }) },
  ),
  { minLength: 1, maxLength: 60 },
)

test('no interleaving shows a value older than the last settled write, or older than its policy allows', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const gates: (() => void)[] = []
      const world = createWorld({
        gate: () => new Promise((resolve) => gates.push(resolve)),
        random: () => 1,
      })
      const versions = new Map([
        ['1', 0],
        ['2', 0],
      ])
      const settled = new Map([
        ['1', 0],
        ['2', 0],
      ])
      /** UNDER_WAY, then applied, then settled: each step of `write` is one of these. */
      const stages = new Map([
        ['1', 0],
        ['2', 0],
      ])
      for (const id of versions.keys()) world.values.set(id, '0')
      const reads: Promise<void>[] = []

      const read = async (id: string, age: 'POLICY' | 'FRESH'): Promise<void> => {
        const atLeast = settled.get(id) ?? 0
        const begunAt = world.clock.now
        const held = age === 'POLICY' ? world.cache.heldRecords(customer, () => undefined)(id) : null
        const answer = held
          ? {
              kind: 'value' as const,
              value: held,
              asOf: held.kind === 'loaded' ? held.asOf : 0,
              isStale: false,
            }
          : await world.read(customer, id, { age })
        if (answer.kind === 'failed' || answer.value.kind !== 'loaded') return
        const version = Number(answer.value.record.values.name)
        if (version < atLeast) throw new Error(`${id}: ${version} was shown after ${atLeast} was settled`)
        const oldest = begunAt - (answer.isStale ? 660_000 : 60_000)
        if (answer.asOf < oldest) throw new Error(`${id} was ${begunAt - answer.asOf} ms old`)
        if (age === 'FRESH' && (answer.isStale || answer.asOf < begunAt))
          throw new Error(`${id} was not fresh`)
      }
      const write = (id: string): void => {
        const stage = stages.get(id) ?? 0
        if (stage === 0) world.cache.change(change({ id, externalId: id, state: 'UNDER_WAY' }))
        else if (stage === 1) {
          versions.set(id, (versions.get(id) ?? 0) + 1)
          world.values.set(id, String(versions.get(id)))
        } else {
          world.cache.change(change({ id, externalId: id }))
          settled.set(id, versions.get(id) ?? 0)
        }
        stages.set(id, (stage + 1) % 3)
      }

      for (const step of all) {
        if (step.do === 'read') reads.push(read(step.id, step.age))
        else if (step.do === 'answer') gates.splice(step.which % Math.max(1, gates.length), 1)[0]?.()
        else if (step.do === 'write') write(step.id)
        else if (step.do === 'pass') world.clock.now += step.ms
        else if (step.do === 'hold') world.cache.clear('HERE')
        else world.failWith(step.isDown ? new GatewayError('UPSTREAM_UNAVAILABLE', 'down') : null)
        await new Promise(setImmediate)
      }
      const state = { isOver: false }
      const ended = Promise.all(reads).finally(() => (state.isOver = true))
      ended.catch(() => undefined)
      while (!state.isOver) {
        gates.splice(0).forEach((open) => open())
        await new Promise(setImmediate)
      }
      await ended
    }),
    { numRuns: Number(process.env.HEADWATER_FULL ?? 0) ? 2_000 : 200 },
  )
}, 60_000)
