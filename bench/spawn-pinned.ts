import { execFileSync, spawn, type ChildProcess } from 'node:child_process'

export interface Spawned {
  env: NodeJS.ProcessEnv
  cwd?: string
  /** What it prints, for when it does not start; nothing is kept unless asked for. */
  onOutput?: (text: string) => void
}

/** Whether processes can be held on one core each: Linux with `taskset`. */
export function canPin(): boolean {
  try {
    execFileSync('taskset', ['--version'], { stdio: 'ignore' })
    return process.platform === 'linux'
  } catch {
    return false
  }
}

/** Node with these arguments, with a channel for messages; on one core, unless null. */
export function spawnPinned(
  core: number | null,
  args: readonly string[],
  { env, cwd, onOutput }: Spawned,
): ChildProcess {
  const command = [process.execPath, ...args]
  const [program = '', ...rest] = core === null ? command : ['taskset', '-c', String(core), ...command]
  const output = onOutput ? 'pipe' : 'ignore'
  const child = spawn(program, rest, { env, cwd, stdio: ['ignore', output, output, 'ipc'] })
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => onOutput?.(chunk.toString()))
  return child
}
