import type { GatewayError } from '../../errors/gateway-error.ts'
import type { Call } from '../datasource.ts'
import type { FailureClass } from '../failures.ts'
import { valueAt } from '../mapping.ts'
import { jsonBody } from '../transport/request-body.ts'
import type { Transport } from '../transport/stack.ts'
import type { UpstreamRequest } from '../transport/upstream-request.ts'

export interface OperaClient {
  /** The parsed reply, null when OPERA found nothing (204). @throws GatewayError */
  get(request: OperaRequest, call: Call): Promise<unknown>
  /** The parsed reply to what is more than a read. @throws GatewayError */
  send(request: OperaChange, call: Call): Promise<unknown>
  /** The list at `path` of a reply; nothing found is an empty one. @throws GatewayError when it is no list */
  listAt(reply: unknown, path: readonly string[]): readonly unknown[]
}

export interface OperaRequest {
  operation: string
  path: string
  query?: UpstreamRequest['query']
  /** The hotel that the call is made for, where it is about one; else the first configured. */
  hotelId?: string
}

export interface OperaChange extends OperaRequest {
  method: 'POST' | 'PUT' | 'DELETE'
  body?: object
  /** READ for what changes no record and may be repeated (locks). */
  effect?: UpstreamRequest['effect']
}

interface ClientOptions {
  transport: Transport
  homeHotelId: string
  failure(failure: FailureClass, cause?: unknown): GatewayError
}

/** OPERA takes `x-request-id` only as a UUID. */
const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

export function createOperaClient({ transport, homeHotelId, failure }: ClientOptions): OperaClient {
  const headersFor = (hotelId: string, call: Call) => ({
    'x-hotelid': hotelId,
    ...(uuidPattern.test(call.requestId) && { 'x-request-id': call.requestId }),
  })

  return {
    get({ operation, path, query, hotelId = homeHotelId }, call) {
      const headers = headersFor(hotelId, call)
      return transport.call({ operation, effect: 'READ', method: 'GET', path, query, headers }, call)
    },
    send({ hotelId = homeHotelId, body, effect = 'WRITE', ...request }, call) {
      const content = body && jsonBody(body)
      const headers = { ...headersFor(hotelId, call), ...content?.headers }
      return transport.call({ ...request, effect, ...content, headers }, call)
    },
    listAt(reply, path) {
      if (reply === null) return []
      const list = valueAt(reply, path)
      if (Array.isArray(list) && list.every(isObject)) return list
      // The holder without its list is how an empty result may look; anything else is another shape.
      const holder = valueAt(reply, path.slice(0, -1))
      if (list === undefined && isObject(holder)) return []
      throw failure('BAD_RESPONSE', `no list at ${path.join('.')}`)
    },
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
