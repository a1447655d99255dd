import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { portOffsets } from '../../../sandbox/connection.ts'
import type { FaultRule } from '../../../sandbox/kit/faults.ts'
import type { SandboxVendor } from '../../../sandbox/start-sandbox.ts'
import { root } from '../../e2e/run-headwater.ts'

/** The simulators in a process of their own, which a gateway joins and whose end they survive. */
export interface SimulatorsApart {
  fault(vendor: SandboxVendor, rule: Partial<FaultRule> & Pick<FaultRule, 'kind'>): Promise<void>
  clearFaults(): Promise<void>
  /** Whether references that clients write with records are kept; those of HubSpot are no others than its own. */
  keepReferences(kept: boolean): Promise<void>
  records<Wire>(vendor: SandboxVendor, type: string): Promise<Wire[]>
  /** Calls that reached a simulator, by operation. */
  requests(vendor: SandboxVendor): Promise<Record<string, number>>
  stop(): Promise<void>
}

const vendors = Object.keys(portOffsets) as SandboxVendor[]

export async function startSimulatorsApart(basePort: number, dataDir: string): Promise<SimulatorsApart> {
  const child = spawn(process.execPath, [join(root, 'sandbox/main.ts')], {
    env: { ...process.env, NODE_OPTIONS: '', SANDBOX_PORT: String(basePort), HEADWATER_DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  const control = async (vendor: SandboxVendor, method: string, path: string, body?: unknown) => {
    const reply = await fetch(`http://127.0.0.1:${basePort + portOffsets[vendor]}/__sandbox${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    if (!reply.ok) throw new Error(`${vendor} ${path}: ${await reply.text()}`)
    return (await reply.json()) as Record<string, unknown>
  }
  return {
    async fault(vendor, rule) {
      await control(vendor, 'POST', '/faults', { operation: '*', ...rule })
    },
    async clearFaults() {
      for (const vendor of vendors) await control(vendor, 'DELETE', '/faults')
    },
    async keepReferences(kept) {
      for (const vendor of ['businessCentral', 'opera'] as const)
        await control(vendor, 'PUT', '/references', { kept })
    },
    async records<Wire>(vendor: SandboxVendor, type: string) {
      return (await control(vendor, 'GET', `/records/${type}`)).records as Wire[]
    },
    async requests(vendor) {
      return (await control(vendor, 'GET', '/requests')).operations as Record<string, number>
    },
    async stop() {
      if (child.exitCode !== null) return
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}
