import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts } from '../../e2e/run-headwater.ts'
import { prepareStore } from '../prepare-store.ts'
import { createCarefulClient, type CarefulClient } from './careful-client.ts'
import { createKillableGateway, type KillableGateway } from './killable-gateway.ts'
import { startSimulatorsApart, type SimulatorsApart } from './simulators-apart.ts'

/** Simulators, a gateway over them that can be killed, and a client of it. */
export interface Harness {
  gateway: KillableGateway
  simulators: SimulatorsApart
  client: CarefulClient
  /** A sample of Prometheus, summed over its labels that are not named. */
  readMetric(name: string, labels: Record<string, string>): Promise<number>
  /** Another gateway over the same simulators and, where it is a server's, the same store. */
  startReplica(): Promise<Pick<Harness, 'gateway' | 'client' | 'readMetric'>>
  close(): Promise<void>
}

/** The gateway has a data folder of its own, which is gone afterwards; it is not started yet. */
export async function openHarness(
  options: { args?: readonly string[]; environment?: Record<string, string> } = {},
): Promise<Harness> {
  const dataDir = await mkdtemp(join(tmpdir(), 'headwater-kills-'))
  await prepareStore(dataDir)
  const port = await freePorts(8)
  const simulators = await startSimulatorsApart(port + 4, dataDir)
  const gatewayOn = (ownPort: number) =>
    createKillableGateway({
      port: ownPort,
      ...(options.args && { args: options.args }),
      environment: {
        SANDBOX_PORT: String(port + 4),
        METRICS_PORT: String(ownPort + 1),
        HEADWATER_DATA_DIR: dataDir,
        ...options.environment,
      },
    })
  const gateway = gatewayOn(port)
  return {
    gateway,
    simulators,
    client: createCarefulClient(gateway.url),
    readMetric: metricsOn(port + 1),
    async startReplica() {
      const replica = gatewayOn(port + 2)
      await replica.start()
      return { gateway: replica, client: createCarefulClient(replica.url), readMetric: metricsOn(port + 3) }
    },
    async close() {
      await gateway.stop()
      await simulators.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

function metricsOn(port: number): Harness['readMetric'] {
  return async (name, labels) => {
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
    const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`)
    const samples = text
      .split('\n')
      .filter((line) => line.startsWith(`${name}{`) && wanted.every((one) => line.includes(one)))
    return samples.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0)
  }
}
