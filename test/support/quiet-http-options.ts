import type { HttpOptions } from '../../src/http/create-http-server.ts'
import { createLogger } from '../../src/observability/logger.ts'

/** Of an HTTP server that refuses nobody for how much they ask, serves no page and says nothing; who may come in is left to say. */
export const quietHttpOptions = (): Omit<HttpOptions, 'authenticate'> => ({
  corsOrigins: [],
  trustedProxies: [],
  limits: {
    requestsPerMinute: 1e6,
    requestsPerMinutePerCaller: 1e6,
    failedAuthenticationsPerMinute: 1e6,
    maxSockets: 1e6,
    maxSocketsPerCaller: 1e6,
    maxSubscriptions: 1e6,
    maxSubscriptionsPerCaller: 1e6,
  },
  redis: null,
  page: null,
  onDenied: () => undefined,
  onStream: () => undefined,
  now: Date.now,
  logger: createLogger({ level: 'silent', destination: { write: () => undefined } }),
})
