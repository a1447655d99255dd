import { readFileSync } from 'node:fs'
import { needsFolder, needsVariables, type Need } from '../support/needs.ts'
import { connectToHotelDruid, type HotelDruidWire } from './hoteldruid-wire.ts'
import { getToken } from './oidc-provider.ts'
import { createScratchDatabase, type ScratchDatabase } from './scratch-databases.ts'
import { openSpoiledWire, proxyFile, type SpoiledWire } from './spoiled-wire.ts'
import { startGateway, type StartedGateway } from './started-gateway.ts'
import { connectToTryton, type TrytonWire } from './tryton-wire.ts'

const variable = (name: string) => process.env[name] ?? ''

export const needsRealHotel: Need = () =>
  needsFolder(proxyFile)() ??
  needsVariables(
    ...['TRYTON_URL', 'TRYTON_GATEWAY_PASSWORD', 'HOTELDRUID_URL', 'HOTELDRUID_DB_URL', 'POSTGRES_URL'],
    ...['REDIS_URL', 'OIDC_ISSUER', 'OIDC_AUDIENCE'],
  )()

/** The gateway of examples/real-hotel, its config as it is, with a proxy before Tryton and one before HotelDruid's pages. */
export interface RealHotel {
  gateway: StartedGateway
  spoiled: SpoiledWire<'tryton' | 'hoteldruid'>
  /** What the systems themselves say. */
  tryton: TrytonWire
  hoteldruid: HotelDruidWire & { year: number }
  company: ScratchDatabase
  close(): Promise<void>
}

export async function openRealHotel(): Promise<RealHotel> {
  const server = variable('POSTGRES_URL')
  const [company, store] = [
    await createScratchDatabase(server, 'company'),
    await createScratchDatabase(server, 'store'),
  ]
  await company.query(readFileSync('examples/real-erp/database.sql', 'utf8'))
  const spoiled = await openSpoiledWire({
    tryton: variable('TRYTON_URL'),
    hoteldruid: variable('HOTELDRUID_URL'),
  })
  const token = await getToken(variable('OIDC_ISSUER'), 'client', 'internal-tool', 'customers:write')
  const gateway = await startGateway(
    'examples/real-hotel/headwater.config.ts',
    {
      TRYTON_URL: spoiled.urls.tryton,
      HOTELDRUID_URL: spoiled.urls.hoteldruid,
      COMPANY_DATABASE_URL: company.url,
      HEADWATER_STORE_URL: store.url,
    },
    () => ({ authorization: `Bearer ${token}` }),
  )
  const hoteldruid = await connectToHotelDruid()
  return {
    gateway,
    spoiled,
    tryton: await connectToTryton(variable('TRYTON_URL'), 'gateway', variable('TRYTON_GATEWAY_PASSWORD')),
    hoteldruid,
    company,
    async close() {
      await gateway.stop()
      await spoiled.close()
      await hoteldruid.close()
      await company.drop()
      await store.drop()
    },
  }
}
