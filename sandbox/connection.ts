import { businessCentralCredentials } from './business-central/credentials.ts'
import { hubspotCredentials } from './hubspot/credentials.ts'
import { sandboxExternalSystem } from './opera/business-events.ts'
import { sandboxOpera as operaCredentials } from './opera/credentials.ts'
import { properties } from './world/properties.ts'

export const defaultBasePort = 4100

/** Ports of the simulators, counted from the base port. */
export const portOffsets = { hubspot: 1, businessCentral: 2, opera: 3 } as const

export interface SandboxConnection {
  hubspot: { baseUrl: string; token: string }
  businessCentral: {
    /** Up to and with /api/v2.0. */
    baseUrl: string
    tokenUrl: string
    clientId: string
    clientSecret: string
    scope: string
    companyId: string
    /** Custom API with the page stockAdjustments. */
    stockAdjustments: string
  }
  opera: {
    /** Before /oauth/v1, /crm/v1, /rsv/v1. */
    baseUrl: string
    clientId: string
    clientSecret: string
    appKey: string
    scope: string
    externalSystem: string
    hotelIds: string[]
  }
}

/** Where the simulators listen (SANDBOX_PORT unless told), and the throw-away credentials they take. */
export function sandboxConnection(
  basePort = Number(process.env.SANDBOX_PORT || defaultBasePort),
): SandboxConnection {
  const urlOf = (vendor: keyof typeof portOffsets) => `http://127.0.0.1:${basePort + portOffsets[vendor]}`
  const { tenant, environment, ...bc } = businessCentralCredentials
  const bcUrl = urlOf('businessCentral')
  return {
    hubspot: { baseUrl: urlOf('hubspot'), ...hubspotCredentials },
    businessCentral: {
      baseUrl: `${bcUrl}/v2.0/${tenant}/${environment}/api/v2.0`,
      tokenUrl: `${bcUrl}/${tenant}/oauth2/v2.0/token`,
      ...bc,
    },
    opera: {
      baseUrl: urlOf('opera'),
      ...operaCredentials,
      externalSystem: sandboxExternalSystem,
      hotelIds: properties.map(({ code }) => code),
    },
  }
}
