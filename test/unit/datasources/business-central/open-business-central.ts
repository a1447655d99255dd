import { createBusinessCentral } from '../../../../sandbox/business-central.ts'
import { businessCentralCredentials } from '../../../../sandbox/business-central/credentials.ts'
import type { Simulator, SimulatorReply, SimulatorRequest } from '../../../../sandbox/kit/simulator.ts'
import { createWorld } from '../../../../sandbox/world/create-world.ts'
import { Secret } from '../../../../src/secrets/secret.ts'
import { businessCentral } from '../../../../src/datasources/business-central/business-central.ts'
import { openSimulated } from '../../../support/simulated-datasource.ts'

export const world = createWorld()

export interface Exchange {
  request: SimulatorRequest
  reply: SimulatorReply
}

/** The options that reach a simulator at `url`. */
export function optionsFor(url: string) {
  const { clientSecret, stockAdjustments: _page, ...credentials } = businessCentralCredentials
  return {
    ...credentials,
    clientSecret: new Secret(clientSecret, 'test'),
    baseUrl: url,
    tokenUrl: `${url}/${credentials.tenant}/oauth2/v2.0/token`,
    localCurrency: 'EUR',
    defaultPhoneRegion: 'DE',
  }
}

/** The datasource on the simulator, with all that goes over the wire in `exchanges`. */
export async function openBusinessCentral(
  change: (options: ReturnType<typeof optionsFor>) => Parameters<typeof businessCentral>[0] = (options) =>
    options,
  { isMeasured = false } = {},
) {
  const exchanges: Exchange[] = []
  const simulator = createBusinessCentral({ world, now: Date.now })
  const opened = await openSimulated({
    simulator: recording(simulator, exchanges),
    system: 'ERP',
    define: (url) => businessCentral(change(optionsFor(url))),
    isMeasured,
  })
  const source = (kind: string) => opened.datasource.records.get(kind)!
  return {
    ...opened,
    exchanges,
    simulator,
    customers: source('Customer'),
    orders: source('Order'),
    items: source('InventoryItem'),
    stock: source('InventoryItem/stock'),
  }
}

function recording(simulator: Simulator, exchanges: Exchange[]): Simulator {
  return {
    ...simulator,
    operations: simulator.operations.map((operation) => ({
      ...operation,
      async handle(request) {
        const reply = await operation.handle(request)
        exchanges.push({ request, reply })
        return reply
      },
    })),
  }
}
