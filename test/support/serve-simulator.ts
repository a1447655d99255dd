import type { SimulatorServerOptions } from '../../sandbox/kit/server.ts'
import { createSimulatorServer } from '../../sandbox/kit/server.ts'
import type { WireRequest } from './vendor-spec.ts'

export interface Called {
  request: WireRequest
  status: number
  headers: Headers
  /** Parsed when it is JSON, undefined when there is none. */
  body: unknown
}

export interface ServedSimulator {
  url: string
  /** @param path with its query string; a body that is no text is sent as JSON */
  call(
    method: string,
    path: string,
    options?: { headers?: Record<string, string>; body?: unknown },
  ): Promise<Called>
  close(): Promise<void>
}

/** A simulator on a free port, called over real HTTP. */
export async function serveSimulator(options: SimulatorServerOptions): Promise<ServedSimulator> {
  const server = createSimulatorServer(options)
  const url = `http://127.0.0.1:${await server.listen(0)}`
  return {
    url,
    close: () => server.close(),
    async call(method, path, { headers = {}, body } = {}) {
      const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
      const reply = await fetch(url + path, { method, headers, ...(text !== undefined && { body: text }) })
      const replyText = await reply.text()
      const { pathname, searchParams } = new URL(url + path)
      const request = { method, path: pathname, query: searchParams, headers, body: text ?? '' }
      return { request, status: reply.status, headers: reply.headers, body: parse(replyText) }
    },
  }
}

function parse(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
