import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { controlPrefix, createControlRoutes } from './control-routes.ts'
import type { DrawnFaults } from './faults.ts'
import { createFaults } from './faults.ts'
import { createRequestCounter } from './request-counter.ts'
import type { Operation, Simulator, SimulatorReply, SimulatorRequest } from './simulator.ts'
import { openStateFile } from './state-file.ts'

export interface SimulatorServerOptions {
  simulator: Simulator
  /** Where records are kept over a restart; without it they live as long as the process. */
  stateFile?: string
  /** A state file of another version is refused. */
  worldVersion?: string
  /** Numbers in [0, 1) for the faults' probabilities. */
  random?: () => number
}

export interface SimulatorServer {
  /** @returns the port, which matters when 0 was asked for; rejects with the server's own error (EADDRINUSE) */
  listen(port: number): Promise<number>
  close(): Promise<void>
}

const maxBodyBytes = 10 * 1024 * 1024

/** What a broken proxy would say in the vendor's place. */
const garbage = '<!DOCTYPE html><html><body><h1>It works!</h1></body></html>'

/**
 * Serves one simulator on 127.0.0.1 and adds what all of them share: routing, gates, counters, faults, kept
 * state and the /__sandbox control routes.
 *
 * @throws Error when the state file is unreadable or of another world version
 */
export function createSimulatorServer(options: SimulatorServerOptions): SimulatorServer {
  const { simulator, stateFile, worldVersion = 'none', random = Math.random } = options
  const faults = createFaults({ random })
  const requests = createRequestCounter()
  const control = createControlRoutes({ simulator, faults, requests })
  const state = stateFile ? openStateFile(stateFile, simulator, worldVersion) : null

  /** @returns null when the connection is to break instead of a reply */
  async function answer(
    request: SimulatorRequest,
    operation: Operation,
    drawn: DrawnFaults,
  ): Promise<SimulatorReply | null> {
    const fault = drawn.decisive
    if (drawn.expireTokens) simulator.expireTokens()
    if (fault?.kind === 'reset') return null
    if (fault?.kind === 'garbage')
      return { status: 200, headers: { 'content-type': 'text/html' }, body: garbage }
    if (fault?.kind === 'status') return simulator.failure(fault.value ?? 500)
    if (fault?.kind === 'rateLimit') return simulator.rateLimited()
    for (const gate of simulator.gates) {
      const refusal = gate(request, operation)
      if (refusal) return refusal
    }
    const reply = await operation.handle(request)
    if (operation.writes ?? operation.method !== 'GET') state?.changed()
    return fault?.kind === 'dropAfterApply' ? null : reply
  }

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(incoming)
    if (body === null) {
      send(response, { status: 413, body: { error: 'The body is above 10 MB.' } })
      return
    }
    const request = toRequest(incoming, body)
    if (request.path === controlPrefix || request.path.startsWith(`${controlPrefix}/`)) {
      send(response, control.handle(request))
      return
    }
    const matched = findOperation(simulator.operations, request)
    requests.count(matched?.operation.name ?? 'unknown')
    if (!matched) {
      send(response, simulator.notFound(request))
      return
    }
    const drawn = faults.draw(matched.operation.name, request.path)
    if (drawn.latencyMs > 0) await delay(drawn.latencyMs, undefined, { ref: false })
    const reply = await answer({ ...request, params: matched.params }, matched.operation, drawn)
    if (!reply) return void incoming.socket.resetAndDestroy()
    if (drawn.decisive?.kind === 'truncate') {
      sendHalf(response, reply)
      return
    }
    send(response, reply)
  }

  const server = createServer((incoming, response) => {
    handle(incoming, response).catch((error: unknown) => {
      // A bug of the simulator must be told from a simulated failure: it names itself and goes to stderr.
      const trace = error instanceof Error ? error.stack : String(error)
      process.stderr.write(`sandbox ${simulator.name}: ${incoming.method} ${incoming.url}: ${trace}\n`)
      if (response.headersSent) incoming.socket.destroy()
      else send(response, { status: 500, body: { error: `The ${simulator.name} simulator itself failed.` } })
    })
  })
  // Longer than a client keeps idle connections, so that it never sends into a connection just being closed.
  server.keepAliveTimeout = 65_000

  return {
    listen: (port) =>
      new Promise((resolve, reject) => {
        server.once('error', reject)
        server.listen(port, '127.0.0.1', () => {
          server.off('error', reject)
          const address = server.address()
          resolve(typeof address === 'object' && address ? address.port : port)
        })
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          state?.close()
          resolve()
        })
        server.closeAllConnections()
      }),
  }
}

function findOperation(
  operations: readonly Operation[],
  request: SimulatorRequest,
): { operation: Operation; params: Record<string, string> } | null {
  for (const operation of operations) {
    if (operation.method !== request.method) continue
    const match = operation.path.exec(request.path)
    if (!match) continue
    // A group that took no part in the match is undefined, whatever its type says.
    const groups: Record<string, string | undefined> = match.groups ?? {}
    const params = Object.entries(groups).flatMap(([name, raw]) =>
      raw === undefined ? [] : [[name, decodePath(raw)] as const],
    )
    return { operation, params: Object.fromEntries(params) }
  }
  return null
}

/** A malformed escape stays as it is: it then names no record, which is the vendor's ordinary 404. */
function decodePath(raw: string): string {
  try {
    return decodeURIComponent(raw)
  } catch {
    return raw
  }
}

function toRequest(incoming: IncomingMessage, body: string): SimulatorRequest {
  const target = incoming.url ?? '/'
  const cut = target.indexOf('?')
  const headers = Object.entries(incoming.headers).map(
    ([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')] as const,
  )
  return {
    method: incoming.method ?? 'GET',
    path: cut < 0 ? target : target.slice(0, cut),
    params: {},
    query: new URLSearchParams(cut < 0 ? '' : target.slice(cut + 1)),
    headers: Object.fromEntries(headers),
    body,
  }
}

/** @returns null when it is larger than any of the vendors takes here; the rest is read and thrown away */
async function readBody(incoming: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes <= maxBodyBytes) chunks.push(chunk)
  }
  return bytes > maxBodyBytes ? null : Buffer.concat(chunks).toString('utf8')
}

function encode(reply: SimulatorReply): { headers: Record<string, string>; bytes: Buffer } {
  if (reply.body === undefined) return { headers: { ...reply.headers }, bytes: Buffer.alloc(0) }
  const isText = typeof reply.body === 'string'
  const bytes = Buffer.from(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body))
  const type = isText ? 'text/plain; charset=utf-8' : 'application/json;charset=utf-8'
  const headers = { 'content-type': type, ...reply.headers, 'content-length': String(bytes.length) }
  return { headers, bytes }
}

function send(response: ServerResponse, reply: SimulatorReply): void {
  const { headers, bytes } = encode(reply)
  response.writeHead(reply.status, headers).end(bytes)
}

/** The full length is promised, half of it is sent, then the connection breaks. */
function sendHalf(response: ServerResponse, reply: SimulatorReply): void {
  const { headers, bytes } = encode(reply)
  response.writeHead(reply.status, headers)
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.socket?.destroy())
}
