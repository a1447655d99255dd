import { setTimeout as sleep } from 'node:timers/promises'
import { accountFor, readUpstream } from '../support/kill-harness/count-effects.ts'
import { drain, listWrites } from '../support/kill-harness/kill-while-writing.ts'
import { describeNeeding, needsAll, needsVariables } from '../support/needs.ts'
import { loadReplicas, type Seen } from '../support/replicas/load-replicas.ts'
import { needsNginx } from '../support/replicas/start-nginx.ts'
import { openReplicas, type Replicas } from '../support/replicas/open-replicas.ts'
import { reportFigure } from '../support/report-figure.ts'

// G070: three replicas behind nginx under load, one killed every 5 s for a minute and started again: each write that was
// acknowledged, and each that was asked for again, is applied once and in order; no read is wrong; at most 1 % of
// the requests are sent twice, by nginx or by their client. (What is under way at a replica when it is killed has to be; that
// is more than 1 % where a request takes longer than 150 ms, which is the machine's doing.)
// G071: 20 restarts, one replica after another (SIGTERM, drain, start) under the same load: no request fails.
// A tenth of the kills and restarts unless HEADWATER_FULL=1.
const full = process.env.HEADWATER_FULL === '1'
const kills = full ? 12 : 2
const restarts = full ? 20 : 3
const killEveryMs = 5_000
const lanes = 3

const needs = needsAll(needsVariables('POSTGRES_URL', 'REDIS_URL'), needsNginx)

describeNeeding(needs, 'three replicas behind nginx, under load', () => {
  let replicas: Replicas
  beforeEach(async () => {
    replicas = await openReplicas(process.env.POSTGRES_URL ?? '', process.env.REDIS_URL ?? '')
  }, 120_000)
  afterEach(() => replicas.close())

  test(
    `G070: ${kills} kills lose no write, make no read wrong, and at most 1 % of requests are sent twice`,
    async () => {
      const { client, gateways, nginx } = replicas
      const load = await loadReplicas(client, lanes)
      const before = nginx.passed().length
      let underWay = 0
      for (let kill = 0; kill < kills; kill++) {
        const nextAt = performance.now() + killEveryMs
        const gateway = gateways[Math.floor(Math.random() * gateways.length)]
        underWay += load.underWay()
        await gateway?.kill()
        await gateway?.start()
        await sleep(Math.max(0, nextAt - performance.now()))
      }
      const seen = await load.stop()
      const passed = nginx.passed().slice(before)
      const byNginx = passed.filter(({ sent }) => sent > 1).length
      const byClients = seen.failed.length + client.unanswered
      report(
        'G070',
        seen,
        `${passed.length} requests, sent twice ${byNginx} by nginx and ${byClients} by clients, of ${underWay} under way at ${kills} kills`,
      )
      expect(seen.wrong).toEqual([])
      await expectEachOnce(seen)
      expect(byNginx + byClients).toBeLessThanOrEqual(Math.max(0.01 * passed.length, underWay))
    },
    full ? 300_000 : 120_000,
  )

  test(
    `G071: ${restarts} rolling restarts fail no request`,
    async () => {
      const { client, gateways, nginx } = replicas
      const load = await loadReplicas(client, lanes)
      const before = nginx.passed().length
      for (let restart = 0; restart < restarts; restart++) {
        const gateway = gateways[restart % gateways.length]
        await gateway?.stop()
        expect(await gateway?.ended()).toBe(0)
        await gateway?.start()
      }
      const seen = await load.stop()
      const passed = nginx.passed().slice(before)
      report(
        'G071',
        seen,
        `${passed.length} requests, ${passed.filter(({ tries }) => tries > 1).length} passed on`,
      )
      // With what nginx says of them.
      if (seen.failed.length > 0) expect([...seen.failed, ...nginx.complaints()]).toEqual([])
      expect(client.unanswered).toBe(0)
      expect(passed.filter(({ status }) => status !== 200)).toEqual([])
      expect(seen.wrong).toEqual([])
      await expectEachOnce(seen)
    },
    full ? 300_000 : 120_000,
  )

  async function expectEachOnce({ sent, answers }: Seen): Promise<void> {
    const { client, simulators } = replicas
    await drain(client, 60_000)
    expect(accountFor(await readUpstream(simulators), sent, answers)).toEqual({
      lost: [],
      duplicated: [],
      outOfOrder: [],
    })
    expect(await listWrites(client, ['REJECTED', 'NEEDS_REVIEW'])).toEqual([])
    // What may not wait is over when its time is, also where its replica was killed before it was sent: who asked is told so, and
    // asks for it again under a new key.
    const failed = await listWrites(client, ['FAILED'])
    const reasons = failed.flatMap(({ receipts }) => receipts.map(({ reason }) => reason?.code))
    expect(reasons.filter((code) => code !== 'EXPIRED')).toEqual([])
    expect(failed.length).toBeLessThanOrEqual(client.askedAgain.length)
    // Each was answered with receipts, if need be when it was asked for again under its key.
    expect(answers.size).toBe(sent.flat().length)
  }

  function report(name: string, { reads, answers }: Seen, more: string): void {
    const starts = replicas.gateways
      .flatMap(({ startsMs }) => startsMs.slice(1))
      .toSorted((one, other) => one - other)
    const p50 = (starts[Math.floor(starts.length / 2)] ?? 0) / 1_000
    reportFigure(`${name}: ${reads} reads, ${answers.size} writes; ${more}; start p50 ${p50.toFixed(1)} s`)
  }
})
