import { runHeadwater, type Run } from '../../e2e/run-headwater.ts'

/** A gateway that is started as a person does, and ended as the kernel does. */
export interface KillableGateway {
  /** The same in every life. */
  url: string
  /** @throws Error when it ends before it is ready, with what it said */
  start(): Promise<void>
  /** SIGKILL: nothing is told to anybody. */
  kill(): Promise<void>
  /** The exit code or signal of the life that is running. */
  ended(): Promise<number | string>
  /** From each start to being ready, in ms, in order. */
  readonly startsMs: readonly number[]
  /** What it printed and logged, over all its lives. */
  output(): string
  /** Ends what still runs. */
  stop(): Promise<void>
}

export function createKillableGateway(options: {
  port: number
  args?: readonly string[]
  environment: Record<string, string>
}): KillableGateway {
  const { port, args = [] } = options
  const environment = { LOG_LEVEL: 'error', ...options.environment, PORT: String(port) }
  const runs: Run[] = []
  const startsMs: number[] = []
  const end = async (signal: NodeJS.Signals) => {
    const run = runs.at(-1)
    run?.child.kill(signal)
    await run?.ended
  }
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    startsMs,
    async start() {
      const begunAt = performance.now()
      const run = runHeadwater(['start', ...args], environment)
      runs.push(run)
      await run.saw('is ready')
      startsMs.push(performance.now() - begunAt)
    },
    kill: () => end('SIGKILL'),
    ended: () => runs.at(-1)?.ended ?? Promise.resolve('never started'),
    output: () => runs.map(({ stdout, stderr }) => stdout + stderr).join(''),
    stop: () => end('SIGTERM'),
  }
}
