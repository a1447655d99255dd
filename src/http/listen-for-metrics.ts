import type { Settings } from '../config/settings.ts'
import { StartRefusedError } from '../errors/start-problem.ts'
import type { MetricsServer } from './metrics-server.ts'

/** A default port is a wish: two gateways on one machine both start. A chosen one is not. @returns the port */
export async function listenForMetrics(
  server: MetricsServer,
  settings: Pick<Settings, 'metrics' | 'host'>,
  warn: (message: string) => void,
): Promise<number> {
  const { port, isDefault } = settings.metrics
  try {
    return await server.listen(port, settings.host)
  } catch (error) {
    if (!isDefault || !(error instanceof StartRefusedError)) throw error
    const free = await server.listen(0, settings.host)
    warn(`Metrics are on port ${free}, because ${port} is in use; METRICS_PORT chooses.`)
    return free
  }
}
