import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'

export interface StartedGateway {
  /** The `data` of a reply to one of the sandbox's callers, DEVELOPER unless told. @throws Error for a reply with errors */
  query<Data>(document: string, variables?: object, as?: string): Promise<Data>
  /** The same, whatever it is; null: no answer came. */
  ask(document: string, variables?: object, as?: string): Promise<Reply | null>
  stop(): Promise<void>
}

export interface Reply {
  data?: unknown
  errors?: { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[]
}

/** `headwater start` with a config, as a process of its own, on a free port. */
export async function startGateway(
  config: string,
  environment: Record<string, string>,
  /** Whose credentials a request carries: a key of the sandbox's unless told. */
  credentialsOf: (as: string) => Record<string, string> = (as) => ({ 'x-api-key': `sandbox-${as}` }),
): Promise<StartedGateway> {
  const child = spawn(process.execPath, ['bin/headwater.js', 'start', '--config', config], {
    // Most tests make systems fail, or change them, between two reads.
    env: { HEADWATER_CACHE: 'off', ...process.env, ...environment, PORT: '0', LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const url = await readUrl(child)
  const ask = async (document: string, variables: object = {}, as = 'developer'): Promise<Reply> => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...credentialsOf(as) },
      body: JSON.stringify({ query: document, variables }),
    })
    return (await response.json()) as Reply
  }
  return {
    ask: (...asked) => ask(...asked).catch(() => null),
    async query<Data>(document: string, variables?: object, as?: string) {
      const { data, errors } = await ask(document, variables, as)
      if (errors !== undefined || data === undefined) throw new Error(JSON.stringify(errors))
      return data as Data
    },
    async stop() {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}

/** What it prints once it answers: `... is ready after 2.1 s: http://localhost:4000/graphql ...`. */
function readUrl(child: ChildProcess): Promise<string> {
  let printed = ''
  return new Promise((resolve, reject) => {
    const read = (chunk: Buffer) => {
      printed += chunk.toString()
      const [, port] = /is ready .*?https?:\/\/[^:/]+:(\d+)\/graphql/.exec(printed) ?? []
      if (port !== undefined) resolve(`http://127.0.0.1:${port}/graphql`)
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('exit', () => reject(new Error(`the gateway ended: ${printed}`)))
  })
}
