import { connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { Secret } from '../../src/secrets/secret.ts'
import { describeNeeding, needsVariables } from '../support/needs.ts'
import { readJson, serveForTest, type TestServer } from '../unit/http/serve-for-test.ts'
import { createRedis, type Redis } from '../../src/redis/create-redis.ts'

/** A Redis that can be taken away and given back: what stands before it refuses, falls silent, or passes on. */
async function createProxy(target: URL) {
  const sockets = new Set<Socket>()
  let isSilent = false
  const server: Server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
    }
    client.on('data', (chunk) => void upstream.write(chunk)).on('close', () => upstream.destroy())
    upstream.on('data', (chunk) => void client.write(chunk)).on('close', () => client.destroy())
    if (isSilent) for (const socket of [client, upstream]) socket.pause()
  })
  const listen = (port: number) =>
    new Promise<number>((resolve) => {
      server.listen(port, '127.0.0.1', () => resolve((server.address() as { port: number }).port))
    })
  const cut = () => {
    for (const socket of sockets) socket.destroy()
  }
  const port = await listen(0)
  return {
    url: `redis://127.0.0.1:${port}`,
    stop() {
      server.close()
      cut()
    },
    restart: () => listen(port),
    /** What comes is kept back, as a network does, and passed on afterwards. */
    beSilent(silent: boolean) {
      isSilent = silent
      for (const socket of sockets) {
        if (silent) socket.pause()
        else socket.resume()
      }
    },
    close() {
      server.close()
      cut()
    },
  }
}

describeNeeding(needsVariables('REDIS_URL'), 'two gateways on one Redis', () => {
  let proxy: Awaited<ReturnType<typeof createProxy>>
  const gateways: { server: TestServer; redis: Redis; states: boolean[] }[] = []
  // Far from what the test asks, so that only its own counts decide; a name of its own, since Redis outlives the test.
  const perMinute = 20
  const rejections: unknown[] = []
  const onRejection = (error: unknown) => void rejections.push(error)

  /** Gateways whose caller nobody else is: the count of an earlier run does not count. */
  async function startGateways(count: number): Promise<void> {
    const principalId = `test-${process.pid}-${Date.now()}`
    for (let i = 0; i < count; i++) {
      const states: boolean[] = []
      const redis = createRedis({
        url: new Secret(proxy.url, 'test'),
        onStateChange: (isUp) => void states.push(isUp),
      })
      const limits = { requestsPerMinutePerCaller: perMinute }
      const server = await serveForTest({ redis, limits, principalId })
      gateways.push({ server, redis, states })
    }
    await until(() => gateways.every(({ redis }) => redis.isUp()))
  }

  beforeEach(async () => {
    process.on('unhandledRejection', onRejection)
    proxy = await createProxy(new URL(process.env.REDIS_URL ?? 'redis://none'))
    await startGateways(2)
  }, 60_000)
  afterEach(async () => {
    for (const { server, redis } of gateways.splice(0)) {
      await server.close()
      redis.close()
    }
    proxy.close()
    process.off('unhandledRejection', onRejection)
    expect(rejections.splice(0)).toEqual([])
  })

  /** One request at each gateway in turn; gives the statuses. */
  async function ask(times: number): Promise<number[]> {
    const statuses: number[] = []
    for (let i = 0; i < times; i++) {
      const reply = await gateways[i % gateways.length]!.server.post({ query: '{ hello }' })
      statuses.push(reply.status)
      if (reply.status !== 200) expect((await readJson(reply)).errors[0].extensions.code).toBe('RATE_LIMITED')
    }
    return statuses
  }
  const answered = (statuses: number[]) => statuses.filter((status) => status === 200).length
  const sharedState = (isUp: boolean) => () => gateways.every(({ redis }) => redis.isUp() === isUp)

  test('a caller has one limit at both', async () => {
    const statuses = await ask(2 * perMinute)
    // A busy machine may be late with one or two, which each then counts for itself.
    expect(answered(statuses)).toBeGreaterThanOrEqual(perMinute)
    expect(answered(statuses)).toBeLessThan(1.25 * perMinute)
    expect(statuses.slice(-5)).toEqual(Array(5).fill(429))
  })

  test('while Redis is away each counts for itself, nobody sees an error, and when it is back they share again', async () => {
    expect(answered(await ask(10))).toBe(10)
    proxy.stop()
    await until(sharedState(false))
    // Each has counted its own 5 of the 10 before.
    expect(answered(await ask(4))).toBe(4)
    await proxy.restart()
    await until(sharedState(true))
    // Redis has not heard of these 4, nor of one that a busy machine was late with: some 10 are left of the 20 for both.
    const more = answered(await ask(2 * perMinute))
    expect(more).toBeGreaterThanOrEqual(perMinute - 10)
    expect(more).toBeLessThan(perMinute - 4)
    for (const { states } of gateways) expect(states).toEqual([true, false, true])
  }, 60_000)

  test('a Redis that falls silent costs a request 50 ms a limit and no more, and is then left alone', async () => {
    await ask(2)
    proxy.beSilent(true)
    const tookMs: number[] = []
    for (let i = 0; i < 3; i++) {
      const startedAt = performance.now()
      expect(await ask(1)).toEqual([200])
      tookMs.push(performance.now() - startedAt)
    }
    // Two limits, one after the other; all above the smallest is what this machine is busy with.
    expect(Math.min(...tookMs)).toBeLessThan(400)
    await until(() => !gateways[0]!.redis.isUp())
    proxy.beSilent(false)
    await until(sharedState(true))
  }, 60_000)

  test('a gateway starts and answers while Redis is away, and finds it later', async () => {
    proxy.stop()
    await until(sharedState(false))
    const states: boolean[] = []
    const redis = createRedis({
      url: new Secret(proxy.url, 'test'),
      onStateChange: (isUp) => void states.push(isUp),
    })
    const server = await serveForTest({ redis })
    gateways.push({ server, redis, states })
    expect((await server.post({ query: '{ hello }' })).status).toBe(200)
    await proxy.restart()
    await until(sharedState(true))
    expect(states).toEqual([true])
  }, 60_000)
})

async function until(isSo: () => boolean): Promise<void> {
  const giveUpAt = performance.now() + 20_000
  while (!isSo()) {
    if (performance.now() > giveUpAt) throw new Error('it did not come to be so within 20 s')
    await delay(20)
  }
}
