import { derivedRoles } from '../../schema/governance.ts'
import type { Principal } from '../principal.ts'
import { readText, readTexts, type Claim, type ClaimsSet } from './claim.ts'
import type { IssuerConfig } from './issuer-config.ts'

/** Longer names tell nobody more. */
const maxIdLength = 200

/** Who a verified token stands for, as its issuer's config says. What a token claims too much or wrongly gives nothing. */
export function readPrincipal(config: IssuerConfig, claims: ClaimsSet): Principal {
  const { tenant, customer, attributes = {} } = config
  const id = (config.id && readText(claims, config.id.path)) ?? readText(claims, ['sub']) ?? ''
  const externalId = customer && readText(claims, pathOf(customer.claim))
  // RFC 9068 says client_id; issuers of OpenID Connect say azp.
  const client = readText(claims, ['client_id']) ?? readText(claims, ['azp'])
  return {
    id: id.slice(0, maxIdLength),
    ...(client && { client: client.slice(0, maxIdLength) }),
    roles: readList(claims, config.roles).filter((role) => !derivedRoles.has(role)),
    scopes: config.scopes === 'ALL' ? 'ALL' : readList(claims, config.scopes, splitAtSpaces),
    tenant: typeof tenant === 'string' ? tenant : (readText(claims, tenant.path) ?? ''),
    customer: customer && externalId ? { system: customer.system, externalId } : null,
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([name, source]) => [
        name,
        source === 'ALL' ? 'ALL' : readList(claims, source),
      ]),
    ),
  }
}

function readList(
  claims: ClaimsSet,
  source: readonly string[] | Claim,
  split?: (text: string) => string[],
): readonly string[] {
  return 'path' in source ? readTexts(claims, source, split) : source
}

/** As OAuth 2 writes scopes. */
function splitAtSpaces(text: string): string[] {
  return text.split(' ').filter((scope) => scope !== '')
}

function pathOf(name: string | readonly string[]): readonly string[] {
  return typeof name === 'string' ? [name] : name
}
