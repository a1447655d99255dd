import { setTimeout as sleep } from 'node:timers/promises'
import { accountFor, countEffect, readUpstream } from '../support/kill-harness/count-effects.ts'
import { drain, killWhileWriting, listWrites } from '../support/kill-harness/kill-while-writing.ts'
import { loseAnswers } from '../support/kill-harness/lose-answers.ts'
import { planMixedWrites } from '../support/kill-harness/mixed-writes.ts'
import { openHarness, type Harness } from '../support/kill-harness/open-harness.ts'
import { describeNeeding, needsVariables } from '../support/needs.ts'
import { reportFigure } from '../support/report-figure.ts'
import { createScratchDatabase, type ScratchDatabase } from './scratch-databases.ts'

describeNeeding(needsVariables('POSTGRES_URL'), 'gateways that are killed, over a PostgreSQL server', () => {
  let database: ScratchDatabase
  let harness: Harness
  beforeAll(async () => {
    database = await createScratchDatabase(process.env.POSTGRES_URL ?? '', 'kills')
    harness = await openHarness({ environment: { HEADWATER_STORE_URL: database.url } })
    await harness.gateway.start()
  }, 120_000)
  afterAll(async () => {
    await harness.close()
    await database.drop()
  })

  test('G038: of 100 mixed writes at two replicas, and 2 kills of each, nothing is lost, doubled or out of order', async () => {
    const { client, simulators, startReplica } = harness
    const lanes = await planMixedWrites(client, { count: 100, lanes: 8 })
    const replica = await startReplica()
    try {
      await loseAnswers(simulators, 0.1)
      const written = await Promise.all([
        killWhileWriting(harness, lanes.slice(0, 4), 2),
        killWhileWriting(replica, lanes.slice(4), 2),
      ])
      const answers = new Map(written.flatMap((each) => [...each.answers]))
      const kills = written.reduce((sum, each) => sum + each.kills, 0)
      const drainedMs = await drain(client, 60_000)
      await simulators.clearFaults()
      reportFigure(
        `G038 on PostgreSQL: 100 writes at two replicas, ${kills} kills, drained in ${(drainedMs / 1_000).toFixed(1)} s`,
      )
      expect(accountFor(await readUpstream(simulators), lanes, answers)).toEqual({
        lost: [],
        duplicated: [],
        outOfOrder: [],
      })
      expect(await listWrites(client, ['REJECTED', 'NEEDS_REVIEW'])).toEqual([])
    } finally {
      await replica.gateway.stop()
    }
  }, 240_000)

  test('G044: what a killed replica had in hand another takes up within 20 s, and sends nothing again', async () => {
    const { client, simulators, gateway, startReplica } = harness
    const planned = await planMixedWrites(client, { count: 1, first: 1_000, lanes: 1, kinds: ['revision'] })
    const [write] = planned.flat()
    const replica = await startReplica()
    await simulators.fault('hubspot', { operation: 'updateContact', kind: 'dropAfterApply', count: 1 })
    await simulators.fault('hubspot', { operation: 'updateContact', kind: 'latency', value: 500, count: 1 })
    const before = (await simulators.requests('hubspot')).updateContact ?? 0
    const { document, variables, role, key } = write!.intent
    client.ask(document, variables, role, key).catch(() => undefined) // nobody answers any more
    while ((await simulators.requests('hubspot')).updateContact === before) await sleep(5)
    await gateway.kill()
    const killedAt = performance.now()
    try {
      await drain(replica.client, 20_000)
      reportFigure(
        `G044: another replica took it up after ${((performance.now() - killedAt) / 1_000).toFixed(1)} s`,
      )
      expect(countEffect(await readUpstream(simulators), write!.effect)).toBe(1)
    } finally {
      await replica.gateway.stop()
    }
  }, 120_000)
})
