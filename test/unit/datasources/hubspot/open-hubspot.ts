import { createHubspot } from '../../../../sandbox/hubspot.ts'
import { hubspotCredentials } from '../../../../sandbox/hubspot/credentials.ts'
import { createWorld } from '../../../../sandbox/world/create-world.ts'
import { Secret } from '../../../../src/secrets/secret.ts'
import type { RecordSource } from '../../../../src/datasources/datasource.ts'
import { hubspot } from '../../../../src/datasources/hubspot/hubspot.ts'
import type { Simulator } from '../../../../sandbox/kit/simulator.ts'
import { openSimulated, type SimulatedDatasource } from '../../../support/simulated-datasource.ts'

export const world = createWorld()

/** Ids of all contacts. */
export const contactIds = world.persons.flatMap((person) => person.crmId ?? [])

export const token = new Secret(hubspotCredentials.token, 'test')

/** The datasource on a simulated HubSpot; `prepare` may change or wrap the simulator before it is served. */
export async function openHubspot(
  options: Partial<Parameters<typeof hubspot>[0]> = {},
  prepare: (simulator: Simulator) => Simulator = (simulator) => simulator,
): Promise<SimulatedDatasource & { customers: RecordSource }> {
  const opened = await openSimulated({
    simulator: prepare(createHubspot({ world, now: Date.now })),
    system: 'CRM',
    define: (baseUrl) =>
      hubspot({ token, baseUrl, defaultPhoneRegion: 'DE', quota: null, searchQuota: null, ...options }),
  })
  const customers = opened.datasource.records.get('Customer')
  if (!customers) throw new Error('no records of Customer')
  return { ...opened, customers }
}
