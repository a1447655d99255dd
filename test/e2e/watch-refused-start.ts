import { connect } from 'node:net'
import { readProcessorSeconds } from '../support/read-processor-seconds.ts'
import { freePorts, runHeadwater } from './run-headwater.ts'

export interface RefusedStart {
  code: number | string
  /** Whether its port was open at any time. */
  opened: boolean
  stdout: string
  /** Of stderr. */
  lines: readonly string[]
  /** How long it took. */
  seconds: number
  /** What of that the processor took, which is the same on a busy machine; all of it where the system does not tell. */
  workedSeconds: number
}

/** Starts a gateway that is to refuse the start, on a port of its own, as after an installation: nothing compiled is kept. */
export async function watchRefusedStart(
  configFile: string,
  environment: Record<string, string>,
): Promise<RefusedStart> {
  const port = await freePorts(1)
  const startedAt = performance.now()
  const run = runHeadwater(['start', '--config', configFile], {
    ...environment,
    PORT: String(port),
    NODE_DISABLE_COMPILE_CACHE: '1',
  })
  let opened = false
  let worked = null as number | null
  const probe = setInterval(() => {
    worked = readProcessorSeconds(run.child.pid) ?? worked
    const socket = connect(port, '127.0.0.1')
    socket.on('connect', () => (opened = true)).on('error', () => undefined)
    socket.on('connect', () => socket.destroy())
  }, 50)
  const code = await run.ended
  clearInterval(probe)
  const seconds = (performance.now() - startedAt) / 1_000
  const lines = run.stderr.trim().split('\n')
  return { code, opened, stdout: run.stdout, lines, seconds, workedSeconds: worked ?? seconds }
}
