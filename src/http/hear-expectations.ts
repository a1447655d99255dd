import type { RequestHandler } from 'express'
import type { Server } from 'node:http'
import { GatewayError } from '../errors/gateway-error.ts'
import { replyError } from './reply-error.ts'

/** Lets the application decide about `Expect: 100-continue`; Node would ask for the body before anybody looked at the headers. */
export function hearExpectations(server: Server): void {
  for (const event of ['checkContinue', 'checkExpectation'])
    server.on(event, (request, response) => void server.emit('request', request, response))
}

/** 417 for every other expectation. */
export const refuseExpectations: RequestHandler = ({ headers }, response, next) => {
  const { expect } = headers
  if (expect === undefined || expect.toLowerCase() === '100-continue') {
    next()
    return
  }
  replyError(response, new GatewayError('BAD_USER_INPUT', 'The only expectation is 100-continue.'), 417)
}
