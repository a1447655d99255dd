import { execFileSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { Agent } from 'undici'
import { freePorts, runHeadwater, temporaryFolder, type Run } from '../e2e/run-headwater.ts'
import { startSimulatorsApart, type SimulatorsApart } from '../support/kill-harness/simulators-apart.ts'
import { describeNeeding, needsVariables } from '../support/needs.ts'
import { createScratchDatabase, type ScratchDatabase } from './scratch-databases.ts'

describeNeeding(needsVariables('POSTGRES_URL'), 'headwater start --workers 2', () => {
  const folder = temporaryFolder()
  let database: ScratchDatabase
  let simulators: SimulatorsApart
  let port: number
  let run: Run

  beforeAll(async () => {
    database = await createScratchDatabase(process.env.POSTGRES_URL ?? '', 'workers')
    port = await freePorts(6)
    simulators = await startSimulatorsApart(port + 2, folder)
    run = runHeadwater(['start', '--workers', '2'], {
      HEADWATER_STORE_URL: database.url,
      HEADWATER_DATA_DIR: folder,
      SANDBOX_PORT: String(port + 2),
      METRICS_PORT: String(port + 1),
      PORT: String(port),
      LOG_LEVEL: 'info',
    })
    await run.saw('Ctrl-C stops everything')
  }, 120_000)
  afterAll(async () => {
    run.child.kill('SIGTERM')
    await run.ended
    await simulators.stop()
    await database.drop()
  })

  /** A request on a connection of its own, as a client that comes for the first time. */
  async function ask(id = 'any'): Promise<{ status: number; loyaltyPoints: number | undefined }> {
    const dispatcher = new Agent({ pipelining: 0 })
    try {
      const { statusCode, body } = await dispatcher.request({
        origin: `http://127.0.0.1:${port}`,
        path: '/graphql',
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-api-key': 'sandbox-developer',
          'x-request-id': id,
        },
        body: '{"query":"{ customer(email: \\"clara.winterfeld@example.com\\") { loyaltyPoints } }"}',
      })
      const { data } = (await body.json()) as { data?: { customer?: { loyaltyPoints?: number } } }
      return { status: statusCode, loyaltyPoints: data?.customer?.loyaltyPoints }
    } finally {
      await dispatcher.close()
    }
  }
  const whole = { status: 200, loyaltyPoints: 12_480 }
  const metric = async (name: string): Promise<number[]> => {
    const text = await (await fetch(`http://127.0.0.1:${port + 1}/metrics`)).text()
    return text
      .split('\n')
      .filter((line) => line.startsWith(name))
      .map((line) => Number(line.split(' ').at(-1)))
  }
  const workerPids = (): number[] =>
    execFileSync('pgrep', ['-P', String(run.child.pid)], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .map(Number)
  const lines = () =>
    run.stderr
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as { msg: string; worker?: number; how?: string })

  test('both answer on the one port, and the one page of metrics and the log tell them apart', async () => {
    expect(run.stdout).toContain('2 workers share the port')
    for (let turn = 0; turn < 12; turn++) expect(await ask()).toEqual(whole)
    const answered = await metric('headwater_requests_total{status="2xx",worker=')
    expect(answered).toHaveLength(2)
    expect(answered.every((count) => count > 0)).toBe(true)
    expect(await metric('headwater_workers_listening')).toEqual([2])
    const requests = lines().filter(({ msg }) => msg === 'request')
    expect(new Set(requests.map(({ worker }) => worker))).toEqual(new Set([1, 2]))
  })

  test('one that is killed is replaced, and whoever comes meanwhile is answered', async () => {
    const [victim] = workerPids()
    process.kill(victim ?? 0, 'SIGKILL')
    while (!lines().some(({ msg }) => msg === 'worker ended')) await sleep(10)
    while ((await metric('headwater_workers_listening'))[0] !== 2) expect(await ask()).toEqual(whole)
    expect(lines().find(({ msg }) => msg === 'worker ended')).toMatchObject({ how: 'SIGKILL' })
    expect(await metric('headwater_workers_replaced_total')).toEqual([1])
    expect(workerPids()).not.toContain(victim)
    for (let turn = 0; turn < 4; turn++) expect(await ask()).toEqual(whole)
  }, 60_000)

  test('SIGTERM to all of them at once, as a service manager sends it, ends them when requests are answered', async () => {
    const pids = workerPids()
    let isOver = false
    const hasEnded = () => isOver
    const outcomes = new Map<string, string>()
    const asking = Array.from({ length: 4 }, async (_, client) => {
      for (let turn = 0; !hasEnded(); turn++) {
        const id = `stop-${client}-${turn}`
        const outcome = await ask(id).then(
          (reply) => JSON.stringify(reply),
          (error: unknown) => (error as { code?: string }).code ?? String(error),
        )
        outcomes.set(id, outcome)
        // From then on nobody listens.
        if (outcome === 'ECONNREFUSED') return
      }
    })
    await sleep(300)
    for (const pid of [run.child.pid ?? 0, ...pids]) process.kill(pid, 'SIGTERM')
    expect(await run.ended).toBe(0)
    isOver = true
    await Promise.all(asking)
    const [seen, unseen] = [true, false].map((isSeen) =>
      [...outcomes].filter(([id]) => run.stderr.includes(`"${id}"`) === isSeen).map(([, outcome]) => outcome),
    )
    expect(new Set(seen)).toEqual(new Set([JSON.stringify(whole)]))
    // The kernel has taken these connections and no worker has, when the last of them stops to listen: see G026.
    expect(new Set(unseen).difference(new Set(['ECONNREFUSED', 'ECONNRESET']))).toEqual(new Set())
    expect(run.stderr).not.toMatch(/"level":[56]0(?!.*"msg":"worker ended")/)
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow()
  }, 60_000)

  test('without a server for its store it is refused', async () => {
    const refused = runHeadwater(['start', '--workers', '2'], {
      HEADWATER_STORE_URL: '',
      HEADWATER_DATA_DIR: `${folder}/none`,
      PORT: String(port),
    })
    expect(await refused.ended).toBe(1)
    expect(refused.stderr).toMatch(/^2 workers need a store .*HEADWATER_STORE_URL.*\n$/)
  })

  test('a store that does not answer, and a port that is taken, are said once', async () => {
    const environment = { METRICS_PORT: '0', HEADWATER_DATA_DIR: folder, SANDBOX_PORT: String(port + 2) }
    const start = (more: Record<string, string>) =>
      runHeadwater(['start', '--workers', '3'], { ...environment, LOG_LEVEL: 'error', ...more })
    const simulator = port + 3
    const taken = start({ PORT: String(simulator), HEADWATER_STORE_URL: database.url })
    const lost = start({ PORT: '0', HEADWATER_STORE_URL: 'postgres://headwater:canary@127.0.0.1:9/none' })
    expect([await taken.ended, await lost.ended]).toEqual([1, 1])
    expect(taken.stderr.split('\n')).toEqual([expect.stringContaining(`Port ${simulator} is in use`), ''])
    expect(lost.stderr.split('\n')).toEqual([expect.stringContaining('store does not answer'), ''])
  }, 60_000)
})
