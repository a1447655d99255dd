import { heldRoles } from '../auth/held-roles.ts'
import { sandboxKeys } from '../auth/sandbox-keys.ts'
import type { LoadedConfig } from '../config/load-config.ts'
import type { Settings } from '../config/settings.ts'
import { formatTable } from './format-table.ts'

export interface StartedApp {
  port: number
  metricsPort: number
  loaded: LoadedConfig
  settings: Settings
  /** E-mail of a customer that all systems of the sandbox know; null without the sandbox. */
  showcaseEmail: string | null
  readyAfterMs: number
  /** How many processes share the port; one unless told. */
  workers?: number
}

/** What `headwater start` prints when it is ready. */
export function describeStart({
  port,
  metricsPort,
  loaded,
  settings,
  showcaseEmail,
  readyAfterMs,
  workers = 1,
}: StartedApp): string {
  const host = ['0.0.0.0', '::'].includes(settings.host) ? 'localhost' : settings.host
  const url = `http://${host}:${port}`
  const systems = Object.entries(loaded.config.systems).map(([name, { datasource, owner, contact }]) => [
    name,
    datasource.vendor,
    `owned by ${owner}`,
    contact,
  ])
  const sections = [
    `Headwater is ready after ${(readyAfterMs / 1_000).toFixed(1)} s: ${url}/graphql (also /livez, /readyz)\n` +
      (workers > 1 ? `${workers} workers share the port\n` : '') +
      `Metrics for Prometheus: http://${host}:${metricsPort}/metrics\n` +
      `Explore it in the browser: ${url}/`,
    `Systems\n${formatTable(systems, '  ')}`,
  ]
  if (settings.sandboxKeys) {
    const keys = sandboxKeys.map(({ key, principal, describes }) => [
      key,
      heldRoles(principal).join(', '),
      describes,
    ])
    sections.push(`Sample keys, sent as x-api-key\n${formatTable(keys, '  ')}`)
  } else sections.push('Keys for callers: headwater keys create (--help says for what), list, revoke')
  if (showcaseEmail !== null && settings.sandboxKeys) {
    sections.push(`A customer over all systems\n${sampleCall(url, showcaseEmail)}`)
  }
  return `${sections.join('\n\n')}\n\nCtrl-C stops everything.`
}

function sampleCall(url: string, email: string): string {
  const query =
    `{ customer(email: "${email}") { id givenName familyName creditLimit { amount currency } loyaltyPoints vipLevel ` +
    'bookings(first: 3) { edges { node { confirmationNumber status arrival } } } ' +
    'orders(first: 3) { edges { node { number status totalAmount { amount currency } } } } } }'
  const body = JSON.stringify({ query })
  return [
    `  curl -s ${url}/graphql -H 'content-type: application/json' -H 'x-api-key: sandbox-developer' \\`,
    `    -d '${body}'`,
  ].join('\n')
}
