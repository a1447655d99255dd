import type { Operation, SimulatorReply, SimulatorRequest } from '../kit/simulator.ts'
import { isObject } from './merge-json.ts'
import { invalidBody, Refusal } from './problem.ts'

/** @throws Refusal 415 without a JSON content type, 400 when the body is not a JSON object */
export function parseBody(request: SimulatorRequest): Record<string, unknown> {
  if (!(request.headers['content-type'] ?? '').startsWith('application/json')) {
    throw new Refusal(415, 'SANDBOX-MEDIATYPE', 'The content type must be application/json.')
  }
  try {
    const body: unknown = JSON.parse(request.body)
    if (isObject(body)) return body
  } catch {
    // Falls through to the one refusal.
  }
  throw invalidBody('The body is not a JSON object.')
}

/** The `links` of a write's reply; also what its Location header says. */
export function selfLink(request: SimulatorRequest, operationId: string, path: string) {
  const href = `http://${request.headers.host ?? '127.0.0.1'}${path}`
  return [{ href, rel: 'self', templated: false, method: 'GET', operationId }] as const
}

/** A Refusal thrown inside an operation is its reply. */
export function replyRefusals(operation: Operation): Operation {
  return {
    ...operation,
    async handle(request): Promise<SimulatorReply> {
      try {
        return await operation.handle(request)
      } catch (error) {
        if (error instanceof Refusal) return error.reply
        throw error
      }
    },
  }
}
