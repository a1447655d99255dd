import { setTimeout as sleep } from 'node:timers/promises'
import type { StartRefusedError } from '../../../src/errors/start-problem.ts'
import type { WorkerEvent } from '../../../src/observability/worker-event.ts'
import { superviseWorkers } from '../../../src/workers/supervise-workers.ts'
import type { FromWorker, ToWorker } from '../../../src/workers/worker-messages.ts'

interface Forked {
  number: number
  told: ToWorker[]
  killed: boolean
  say(message: FromWorker): void
  exit(code: number | null, signal?: string): void
}

function supervise(count: number, times = { pauseMs: 1, longestPauseMs: 4, stopMs: 50, metricsMs: 50 }) {
  const forked: Forked[] = []
  const events: WorkerEvent[] = []
  const givenUp: StartRefusedError[] = []
  const supervisor = superviseWorkers({
    count,
    times,
    onEvent: (event) => void events.push(event),
    onGivenUp: (reason) => void givenUp.push(reason),
    fork(number) {
      let hear = (_message: FromWorker): void => undefined
      let end = (_code: number | null, _signal: string | null): void => undefined
      const one: Forked = {
        number,
        told: [],
        killed: false,
        say: (message) => hear(message),
        exit: (code, signal) => end(code, signal ?? null),
      }
      forked.push(one)
      return {
        send: (message) => void one.told.push(message),
        kill() {
          one.killed = true
          one.exit(null, 'SIGKILL')
        },
        onMessage: (listener) => void (hear = listener),
        onExit: (listener) => void (end = listener),
      }
    },
  })
  const mayListen = () =>
    forked.filter(({ told }) => told.some(({ kind }) => kind === 'LISTEN')).map(({ number }) => number)
  const numbers = () => forked.map(({ number }) => number)
  /** All ready and listening, as a good start goes. */
  const start = async () => {
    const starting = supervisor.start()
    for (let turn = 0; turn < count; turn++) forked[turn]?.say({ kind: 'READY' })
    for (const one of forked) one.say({ kind: 'LISTENING', port: 4000 })
    return starting
  }
  return { supervisor, forked, events, givenUp, mayListen, numbers, start }
}
const problem = { file: null, line: null, message: 'Port 4000 is in use.' }

test('the first starts alone, and all listen once all are ready', async () => {
  const { supervisor, forked, mayListen, numbers } = supervise(3)
  const starting = supervisor.start()
  expect(numbers()).toEqual([1])
  forked[0]?.say({ kind: 'READY' })
  expect(numbers()).toEqual([1, 2, 3])
  forked[2]?.say({ kind: 'READY' })
  expect(mayListen()).toEqual([])
  forked[1]?.say({ kind: 'READY' })
  expect(mayListen()).toEqual([1, 2, 3])
  for (const one of forked) one.say({ kind: 'LISTENING', port: 4711 })
  expect(await starting).toBe(4711)
  expect(supervisor.counts()).toEqual({ listening: 3, replaced: 0 })
})

test('one that refuses the start ends all, with its reason', async () => {
  const { supervisor, forked } = supervise(2)
  const refused = expect(supervisor.start()).rejects.toMatchObject({ problems: [problem] })
  forked[0]?.say({ kind: 'READY' })
  forked[1]?.say({ kind: 'REFUSED', problems: [problem] })
  forked[1]?.exit(1)
  await sleep(1)
  expect(forked[0]?.told).toContainEqual({ kind: 'STOP' })
  forked[0]?.exit(0)
  await refused
})

test('one that dies is replaced by one of its number, which listens as soon as it is ready', async () => {
  const { supervisor, forked, events, start, numbers } = supervise(2)
  await start()
  forked[1]?.exit(null, 'SIGKILL')
  expect(supervisor.counts()).toEqual({ listening: 1, replaced: 1 })
  await sleep(30)
  expect(numbers()).toEqual([1, 2, 2])
  expect(forked[2]?.told).toEqual([])
  forked[2]?.say({ kind: 'READY' })
  expect(forked[2]?.told).toEqual([{ kind: 'LISTEN' }])
  expect(events.filter(({ type }) => type === 'ENDED')).toEqual([
    { type: 'ENDED', worker: 2, how: 'SIGKILL', problems: [], restartInMs: 1 },
  ])
})

test('the pause before a replacement doubles while they die young, up to its longest', async () => {
  const { forked, events, start } = supervise(2)
  await start()
  for (let death = 0; death < 4; death++) {
    forked.at(-1)?.exit(1)
    await sleep(30)
    forked.at(-1)?.say({ kind: 'READY' })
  }
  expect(events.flatMap((event) => (event.type === 'ENDED' ? [event.restartInMs] : []))).toEqual([1, 2, 4, 4])
})

test('while others take requests it goes on trying; with none left it gives up after the fifth, saying why', async () => {
  const { supervisor, forked, givenUp, start, numbers } = supervise(2)
  await start()
  const refuse = async () => {
    const one = forked.at(-1)
    one?.say({ kind: 'REFUSED', problems: [problem] })
    one?.exit(1)
    await sleep(30)
  }
  forked[1]?.exit(1)
  await sleep(30)
  for (let attempt = 0; attempt < 8; attempt++) await refuse()
  expect(givenUp).toEqual([])
  forked[0]?.exit(1)
  await sleep(30)
  await refuse()
  expect(givenUp).toMatchObject([{ problems: [problem] }])
  const before = numbers().length
  await sleep(30)
  expect(numbers()).toHaveLength(before)
  expect(supervisor.counts().listening).toBe(0)
})

test('closing tells all to end, kills who does not in time, and replaces nobody', async () => {
  const { supervisor, forked, start } = supervise(2)
  await start()
  const closing = supervisor.close()
  expect(forked.map(({ told }) => told.at(-1))).toEqual([{ kind: 'STOP' }, { kind: 'STOP' }])
  forked[0]?.exit(0)
  await closing
  expect(forked[1]?.killed).toBe(true)
  await sleep(30)
  expect(forked).toHaveLength(2)
})

test('figures are those of whoever answers in time', async () => {
  const { supervisor, forked, start } = supervise(2)
  await start()
  const reading = supervisor.readMetrics()
  const asked = forked[0]?.told.at(-1)
  const family = { name: 'requests', help: 'r', type: 'counter', aggregator: 'sum', values: [] } as const
  if (asked?.kind === 'METRICS')
    forked[0]?.say({ kind: 'METRICS', request: asked.request, families: [family] as never })
  expect(await reading).toEqual(
    new Map([
      [1, [family]],
      [2, []],
    ]),
  )
})
