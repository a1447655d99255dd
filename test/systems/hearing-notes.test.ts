import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { createPgListener } from '../../src/store/pg-listener.ts'
import { describeNeeding, needsVariables } from '../support/needs.ts'
import { createFaultyProxy } from './faulty-database-proxy.ts'

const probeEveryMs = 300
/** A note may be on its way when the next is sent; the one after that tells. */
const foundOutWithinMs = 5 * probeEveryMs

describeNeeding(needsVariables('POSTGRES_URL'), 'who listens for notes of PostgreSQL', () => {
  const opened: (() => unknown)[] = []
  afterEach(async () => {
    for (const close of opened.splice(0).reverse()) await close()
  })

  function listenThrough(port: number) {
    const url = new URL(process.env.POSTGRES_URL ?? '')
    url.port = String(port)
    const listener = createPgListener({
      connection: { connectionString: url.href },
      retryEveryMs: 50,
      probeEveryMs,
    })
    opened.push(listener.close)
    const heard: (string | null)[] = []
    listener.listen('hearing_notes', (payload) => heard.push(payload))
    return { listener, heard }
  }
  const until = async (isSo: () => boolean) => {
    const from = performance.now()
    while (!isSo()) {
      expect(performance.now() - from).toBeLessThan(5_000)
      await sleep(10)
    }
    return performance.now() - from
  }

  test('knows when they arrive, and says first that some may have been missed', async () => {
    const { listener, heard } = listenThrough(Number(new URL(process.env.POSTGRES_URL ?? '').port))
    expect(listener.isHearing()).toBe(false)
    await until(listener.isHearing)
    expect(heard).toEqual([null])
  })

  test('finds out that the other end vanished, and hears again over a new connection', async () => {
    const proxy = await createFaultyProxy(new URL(process.env.POSTGRES_URL ?? ''))
    opened.push(proxy.close)
    const { listener, heard } = listenThrough(proxy.port)
    await until(listener.isHearing)
    await proxy.begin('swallow')
    expect(await until(() => !listener.isHearing())).toBeLessThan(foundOutWithinMs)
    await proxy.end()
    await until(listener.isHearing)
    expect(heard).toEqual([null, null])
  })

  test('finds out that statements are answered and notes are not passed on', async () => {
    const pooler = await startPooler(new URL(process.env.POSTGRES_URL ?? ''))
    opened.push(pooler.close)
    const { listener } = listenThrough(pooler.port)
    await until(listener.isHearing)
    pooler.state.dropsNotes = true
    expect(await until(() => !listener.isHearing())).toBeLessThan(foundOutWithinMs)
    pooler.state.dropsNotes = false
    await until(listener.isHearing)
  })
})

/** Passes all on but, if told, notes: messages of type A. */
async function startPooler(target: URL) {
  const state = { dropsNotes: false }
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(Number(target.port || 5432), target.hostname)
    for (const socket of [near, far]) sockets.add(socket.on('error', () => undefined))
    near.on('data', (chunk) => far.write(chunk))
    let rest = Buffer.alloc(0)
    far.on('data', (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk])
      // A letter, and a length that counts itself.
      for (let end = endOf(rest); end <= rest.length; end = endOf(rest)) {
        const message = rest.subarray(0, end)
        rest = rest.subarray(end)
        if (message[0] !== 'A'.charCodeAt(0) || !state.dropsNotes) near.write(message)
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    state,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve)
        for (const socket of sockets) socket.destroy()
      }),
  }
}

function endOf(bytes: Buffer): number {
  return bytes.length < 5 ? Number.POSITIVE_INFINITY : 1 + bytes.readInt32BE(1)
}
