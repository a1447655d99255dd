import { findMissingAttributes } from '../auth/missing-attributes.ts'
import { describeUnknownRole } from '../auth/role-names.ts'
import { describeUnknownScope } from '../auth/scope-names.ts'
import type { Catalog } from '../schema/catalog.ts'
import { adviseName } from '../schema/suggest-name.ts'
import type { KeyRequest } from './api-key.ts'

/** Ten years: whoever means longer means "until it is revoked". */
const maxExpiryMs = 3_653 * 86_400_000

/** What is wrong with a key that somebody asks for, each with its fix; empty when nothing is. */
export function checkKeyRequest(request: KeyRequest, catalog: Catalog): string[] {
  return [
    ...checkName(request.name, 'name'),
    ...checkName(request.tenant, 'tenant'),
    ...request.roles.flatMap((role) => checkRole(role, catalog)),
    ...checkScopes(request, catalog),
    ...Object.entries(request.attributes).flatMap(([name, values]) => checkAttribute(name, values)),
    ...checkMissing(request, catalog),
    ...checkCustomer(request, catalog),
    ...checkExpiry(request),
  ]
}

/** Printed in tables and logs: one line, and none that a terminal would act on. */
function checkName(text: string, what: 'name' | 'tenant'): string[] {
  if (text.trim() !== '' && text.length <= 100 && !/\p{C}/u.test(text)) return []
  const fix =
    what === 'name'
      ? 'Say who will use the key: --name "nightly export".'
      : 'For one tenant only, leave it out.'
  return [`The ${what} has to be 1 to 100 printable characters. ${fix}`]
}

function checkRole(role: string, catalog: Catalog): string[] {
  const problem = describeUnknownRole(role, catalog, '--customer CRM:401001')
  return problem === null ? [] : [`${problem}.`]
}

function checkScopes({ roles, scopes, customer }: KeyRequest, catalog: Catalog): string[] {
  const problems =
    roles.length === 0 && customer === null
      ? [
          'A key without a role could do nothing. Give it one with --role, or say which customer it is with --customer.',
        ]
      : []
  if (scopes === 'ALL') return problems
  if (scopes.length === 0)
    return [
      ...problems,
      'A key without a scope could do nothing. Say what it is for with --scope read:Customer, or --all-scopes for all that its roles may do.',
    ]
  return [...problems, ...scopes.flatMap((scope) => describeUnknownScope(scope, catalog) ?? [])]
}

function checkAttribute(name: string, values: readonly string[] | 'ALL'): string[] {
  if (!/^[A-Za-z_]\w{0,63}$/.test(name))
    return [`"${name}" is no attribute. Write it as --attribute properties=BER,HAM.`]
  if (values === 'ALL' || (values.length > 0 && values.every((value) => value !== ''))) return []
  return [
    `The attribute ${name} has no value. List them as in --attribute ${name}=BER,HAM, or ALL for no restriction.`,
  ]
}

function checkMissing({ roles, attributes }: KeyRequest, catalog: Catalog): string[] {
  return findMissingAttributes(catalog, roles, Object.keys(attributes)).map(
    ({ name, reason }) =>
      `The key needs the attribute ${name}: ${reason}. List its values as in --attribute ${name}=A,B, or give ${name}=ALL for no restriction.`,
  )
}

function checkCustomer({ customer }: KeyRequest, { systems }: Catalog): string[] {
  if (customer === null) return []
  if (!systems.has(customer.system))
    return [`There is no system ${customer.system}: ${adviseName(customer.system, systems)}.`]
  return customer.externalId === ''
    ? ['The customer needs the id of their record: --customer CRM:401001.']
    : []
}

function checkExpiry({ expiresInMs }: KeyRequest): string[] {
  if (
    expiresInMs === null ||
    (Number.isSafeInteger(expiresInMs) && expiresInMs > 0 && expiresInMs <= maxExpiryMs)
  )
    return []
  return [
    'A key expires after 1 s to 10 years, e.g. --expires 90d. Leave it out for one that is good until it is revoked.',
  ]
}
