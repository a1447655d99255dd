import { setTimeout as sleep } from 'node:timers/promises'
import { createCarefulClient } from '../support/kill-harness/careful-client.ts'
import { countEffect, readUpstream } from '../support/kill-harness/count-effects.ts'
import { drain } from '../support/kill-harness/kill-while-writing.ts'
import { planMixedWrites } from '../support/kill-harness/mixed-writes.ts'
import { openHarness } from '../support/kill-harness/open-harness.ts'
import { startSandboxGateway } from '../support/sandbox-gateway.ts'

// G044: what a process had in hand when it was killed is taken up by the next that starts, without its lease having to end,
// and what a slow system is still at, then or after a call that timed out, is not sent a second time. (On PostgreSQL another
// replica takes it up within 20 s: test/systems/kills-on-postgresql.test.ts.)

test('after a kill: what was applied, and what the system applies only later', async () => {
  const harness = await openHarness()
  const { client, gateway, simulators } = harness
  try {
    await gateway.start()
    const planned = (await planMixedWrites(client, { count: 2, lanes: 2, kinds: ['order'] })).flat()
    const slow = { operation: 'createSalesOrder', kind: 'latency', count: 1 } as const
    const begun = async (count: number) => {
      while (((await simulators.requests('businessCentral')).createSalesOrder ?? 0) < count) await sleep(10)
    }
    await simulators.fault('businessCentral', { ...slow, kind: 'dropAfterApply' })
    const answers = [client.send(planned[0]!.intent)]
    await begun(1)
    await simulators.fault('businessCentral', { ...slow, value: 4_000 })
    answers.push(client.send(planned[1]!.intent))
    await begun(2)
    await gateway.kill()
    await gateway.start()
    await Promise.all(answers)
    await drain(client, 60_000)
    // Longer than the slow one took, from whenever it began.
    await sleep(4_000)
    const upstream = await readUpstream(simulators)
    expect(planned.map(({ effect }) => countEffect(upstream, effect))).toEqual([1, 1])
  } finally {
    await harness.close()
  }
})

test('after a call that timed out: the system is asked again until it must have come to its end', async () => {
  const gateway = await startSandboxGateway()
  try {
    const client = createCarefulClient(gateway.url)
    const planned = (await planMixedWrites(client, { count: 2, lanes: 2, kinds: ['order'] })).flat()
    await gateway.fault('businessCentral', { operation: 'createSalesOrder', kind: 'latency', value: 12_000 })
    // Longer than a call may take.
    const answers = await Promise.all(planned.map(({ intent }) => client.repeat(intent)))
    expect(answers.map(({ receipts }) => receipts[0]?.status)).toEqual(['QUEUED', 'QUEUED'])
    await drain(client, 30_000)
    const upstream = await readUpstream(gateway)
    expect(planned.map(({ effect }) => countEffect(upstream, effect))).toEqual([1, 1])
  } finally {
    await gateway.close()
  }
})
