import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createWorld } from '../../../sandbox/world/create-world.ts'
import { createDatabaseSeed } from '../../../sandbox/world/database-seed.ts'
import { fillSandboxDatabase } from '../../../src/cli/fill-sandbox-database.ts'
import { freePorts } from '../../e2e/run-headwater.ts'
import { createScratchDatabase } from '../../systems/scratch-databases.ts'
import { createCarefulClient, type CarefulClient } from '../kill-harness/careful-client.ts'
import { createKillableGateway, type KillableGateway } from '../kill-harness/killable-gateway.ts'
import { startSimulatorsApart, type SimulatorsApart } from '../kill-harness/simulators-apart.ts'
import { startNginx, type Nginx } from './start-nginx.ts'

/** Three replicas on a PostgreSQL and a Redis, over the same simulators, behind nginx. */
export interface Replicas {
  gateways: readonly KillableGateway[]
  nginx: Nginx
  simulators: SimulatorsApart
  /** Of nginx, not of a replica. */
  client: CarefulClient
  close(): Promise<void>
}

export async function openReplicas(postgresUrl: string, redisUrl: string): Promise<Replicas> {
  const opened: (() => Promise<unknown>)[] = []
  const closedAtEnd = (close: () => Promise<unknown>): void => void opened.unshift(close)
  const close = async (): Promise<void> => {
    for (const each of opened.splice(0)) await each()
  }
  try {
    const database = await createScratchDatabase(postgresUrl, 'replicas')
    closedAtEnd(database.drop)
    const world = createWorld()
    await fillSandboxDatabase(
      { query: (sql, parameters) => database.query(sql, [...parameters]) },
      world.version,
      () => createDatabaseSeed(world),
    )
    const folder = await mkdtemp(join(tmpdir(), 'headwater-replicas-'))
    closedAtEnd(() => rm(folder, { recursive: true, force: true }))
    const port = await freePorts(11)
    const simulators = await startSimulatorsApart(port + 7, folder)
    closedAtEnd(simulators.stop)
    const replicaPorts = [port, port + 2, port + 4]
    const gateways = replicaPorts.map((ownPort, index) =>
      createKillableGateway({
        port: ownPort,
        args: ['--config', join(import.meta.dirname, 'replicas.config.ts')],
        environment: {
          METRICS_PORT: String(ownPort + 1),
          SANDBOX_PORT: String(port + 7),
          HEADWATER_STORE_URL: database.url,
          HEADWATER_REDIS_URL: redisUrl,
          HEADWATER_DATA_DIR: join(folder, `replica-${index}`),
        },
      }),
    )
    closedAtEnd(() => Promise.all(gateways.map((gateway) => gateway.stop())))
    await Promise.all(gateways.map((gateway) => gateway.start()))
    const nginx = await startNginx(port + 6, replicaPorts)
    closedAtEnd(nginx.close)
    return { gateways, nginx, simulators, client: createCarefulClient(`${nginx.url}/graphql`), close }
  } catch (error) {
    await close()
    throw error
  }
}
