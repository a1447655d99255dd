import type { SessionSource } from '../../../src/store/session.ts'
import { createStoreCircuit } from '../../../src/store/store-circuit.ts'

/** A store that counts what reaches it and fails on request. */
function createSource() {
  const calls = { acquired: 0, probed: 0, dropped: 0 }
  const state: { failure: Error | null; probeFailure: Error | null } = { failure: null, probeFailure: null }
  const source: SessionSource = {
    acquire() {
      calls.acquired += 1
      const query = () =>
        state.failure
          ? Promise.reject(state.failure)
          : Promise.resolve({ rows: [], command: 'SELECT', affectedRows: 0 })
      return Promise.resolve({ query, script: () => Promise.resolve([]), release: () => undefined })
    },
    probe() {
      calls.probed += 1
      return state.probeFailure ? Promise.reject(state.probeFailure) : Promise.resolve()
    },
    dropConnections: () => void (calls.dropped += 1),
    close: () => Promise.resolve(),
  }
  return { source, calls, state }
}

const options = { now: () => 7, probeEveryMs: null, probeLimitMs: 50, retryEveryMs: 10 }
const withCode = (code: string) => Object.assign(new Error(code), { code })

async function useOnce(circuit: Pick<SessionSource, 'acquire'>): Promise<void> {
  const session = await circuit.acquire()
  await session.query('select 1', [])
}

test('while the store is down, every use fails at once and reaches nothing; a probe that is answered ends it', async () => {
  const { source, calls, state } = createSource()
  const circuit = createStoreCircuit(source, options)
  const changes: string[] = []
  const recovered = new Promise((resolve) =>
    circuit.onStateChange((change) => {
      changes.push(`${change.state} ${change.since}`)
      if (change.state === 'up') resolve(undefined)
    }),
  )
  state.failure = state.probeFailure = withCode('ECONNRESET')
  await expect(useOnce(circuit)).rejects.toThrow('ECONNRESET')
  await expect(useOnce(circuit)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  await expect(useOnce(circuit)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  expect({ ...calls, health: circuit.health.state() }).toMatchObject({ acquired: 1, health: 'down' })
  expect(calls.dropped).toBeGreaterThan(0)

  state.failure = state.probeFailure = null
  await recovered
  await useOnce(circuit)
  expect(changes).toEqual(['down 7', 'up 7'])
  await circuit.close()
})

test('one connection that breaks is no outage: whoever comes next waits for the probe and goes on', async () => {
  const { source, calls, state } = createSource()
  const circuit = createStoreCircuit(source, options)
  state.failure = withCode('57P01')
  await expect(useOnce(circuit)).rejects.toThrow('57P01')
  state.failure = null
  await useOnce(circuit)
  expect(calls).toEqual({ acquired: 2, probed: 1, dropped: 0 })
  expect(circuit.health.state()).toBe('up')
  await circuit.close()
})

test.each(['23505', '42601', '57014', '55P03'])('%s is an answer: nothing is suspected', async (code) => {
  const { source, calls, state } = createSource()
  const circuit = createStoreCircuit(source, options)
  state.failure = withCode(code)
  await expect(useOnce(circuit)).rejects.toThrow(code)
  expect(calls.probed).toBe(0)
  await circuit.close()
})

test('a server that has no connection left for a probe is up', async () => {
  const { source, calls, state } = createSource()
  const circuit = createStoreCircuit(source, { ...options, probeEveryMs: 5 })
  state.probeFailure = withCode('53300')
  while (calls.probed < 3) await new Promise((resolve) => setTimeout(resolve, 5))
  expect(circuit.health.state()).toBe('up')
  expect(calls.dropped).toBe(0)
  await circuit.close()
})
