import type { Server } from 'node:http'
import { StartRefusedError } from '../errors/start-problem.ts'

export interface ListenOptions {
  /** 0 lets the operating system choose. */
  port: number
  host: string
  /** Where the port is set, for advice. */
  setting: 'PORT' | 'METRICS_PORT'
}

/** @returns the port, which matters when 0 was asked for. @throws StartRefusedError when it cannot be listened on */
export function listen(server: Server, { port, host, setting }: ListenOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    const refuse = (error: Error) => reject(describeListenError(error, { port, host, setting }))
    server.once('error', refuse)
    server.listen(port, host, () => {
      server.off('error', refuse)
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}

function describeListenError(error: Error, { port, host, setting }: ListenOptions): StartRefusedError {
  const code = 'code' in error ? String(error.code) : error.name
  const message =
    code === 'EADDRINUSE'
      ? `Port ${port} is in use. Stop what uses it, or set ${setting} to another.`
      : `The gateway cannot listen on ${host}:${port} (${code}). Set ${setting} or http.host to what this machine allows.`
  return new StartRefusedError([{ file: null, line: null, message }], error)
}
