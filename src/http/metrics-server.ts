import { createServer, type RequestListener } from 'node:http'
import type { Metrics } from '../observability/metrics.ts'
import { listen } from './listen.ts'

export interface MetricsServer {
  /** @returns the port, which matters when 0 was asked for. @throws StartRefusedError when it cannot be listened on */
  listen(port: number, host: string): Promise<number>
  close(): Promise<void>
}

/** `GET /metrics` on a port of its own, which is not for the API's callers: it asks for no key and says nothing else. */
export function createMetricsServer({
  metrics,
}: {
  metrics: Pick<Metrics, 'text' | 'contentType'>
}): MetricsServer {
  const answer: RequestListener = (request, response) => {
    const path = request.url?.split('?', 1)[0]
    if (request.method !== 'GET' || path !== '/metrics') {
      response.writeHead(404, plainText).end('There is nothing at this address but GET /metrics.\n')
      return
    }
    metrics.text().then(
      (text) => response.writeHead(200, { 'content-type': metrics.contentType }).end(text),
      () => response.writeHead(500, plainText).end('The metrics cannot be read.\n'),
    )
  }
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 30_000 }, answer)

  return {
    listen: (port, host) => listen(server, { port, host, setting: 'METRICS_PORT' }),
    close: () =>
      new Promise((resolve) => {
        // Also calls back with an error when it never listened, which is as closed as can be.
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const plainText = { 'content-type': 'text/plain; charset=utf-8' }
