import { join } from 'node:path'
import { createBusinessCentral } from './business-central.ts'
import { portOffsets } from './connection.ts'
import { createHubspot } from './hubspot.ts'
import type { SimulatorServer } from './kit/server.ts'
import { createSimulatorServer } from './kit/server.ts'
import { createOpera } from './opera.ts'
import { createWorld } from './world/create-world.ts'

export interface SandboxOptions {
  /** The simulators listen on the ports after it (see portOffsets). */
  basePort: number
  /** Where the simulators keep their records; without it they forget them. */
  stateDir?: string
  /** Milliseconds since 1970; the simulators' today. */
  now?: () => number
  random?: () => number
}

export type SandboxVendor = keyof typeof portOffsets

export interface Sandbox {
  urls: Record<SandboxVendor, string>
  close(): Promise<void>
}

/**
 * Starts all simulators over one world.
 *
 * @throws Error when a state file is unusable, or a port is taken; nothing is left listening then
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { basePort, stateDir, now = Date.now, random = Math.random } = options
  const world = createWorld()
  const simulators = {
    hubspot: createHubspot({ world, now }),
    businessCentral: createBusinessCentral({ world, now }),
    opera: createOpera({ world, now, random }),
  }
  const servers: SimulatorServer[] = []
  const urls: Partial<Sandbox['urls']> = {}
  const close = async () => {
    await Promise.all(servers.map((server) => server.close()))
  }

  try {
    for (const vendor of Object.keys(simulators) as SandboxVendor[]) {
      const simulator = simulators[vendor]
      const stateFile = stateDir && { stateFile: join(stateDir, `${simulator.name}.json`) }
      const server = createSimulatorServer({ simulator, worldVersion: world.version, random, ...stateFile })
      const port = basePort + portOffsets[vendor]
      await server.listen(port).catch((error: unknown) => {
        throw new Error(
          `The ${simulator.name} simulator cannot listen on 127.0.0.1:${port}: ${reasonOf(error)}`,
        )
      })
      servers.push(server)
      urls[vendor] = `http://127.0.0.1:${port}`
    }
  } catch (error) {
    await close()
    throw error
  }
  return { urls: urls as Sandbox['urls'], close }
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  if (code !== 'EADDRINUSE') return message
  return 'the port is in use. Stop what uses it, or choose another base with SANDBOX_PORT.'
}
