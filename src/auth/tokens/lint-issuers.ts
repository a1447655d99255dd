import type { Catalog } from '../../schema/catalog.ts'
import { adviseName } from '../../schema/suggest-name.ts'
import { findMissingAttributes } from '../missing-attributes.ts'
import { describeUnknownRole } from '../role-names.ts'
import { describeUnknownScope } from '../scope-names.ts'
import type { Claim } from './claim.ts'
import type { IssuerConfig } from './issuer-config.ts'

/** Something in the config that the start is refused for; the message ends with what to do about it. */
export interface IssuerProblem {
  path: readonly PropertyKey[]
  message: string
}

/** Whether what the config gives to tokens is there: roles, scopes and systems of the schema; and each issuer once. */
export function lintIssuers(issuers: readonly IssuerConfig[], catalog: Catalog): IssuerProblem[] {
  return issuers.flatMap((config, index) => {
    const { issuer, roles, scopes, customer } = config
    const path = ['auth', 'issuers', index]
    const isTwice = issuers.findIndex((other) => other.issuer === issuer) < index
    const unknownSystem = customer && !catalog.systems.has(customer.system)
    return [
      ...(isTwice ? [problem([...path, 'issuer'], 'is the same as before; join the two')] : []),
      ...lintNames([...path, 'roles'], roles, (role) => describeUnknownRole(role, catalog, '`customer`')),
      ...(scopes === 'ALL'
        ? []
        : lintNames([...path, 'scopes'], scopes, (scope) => describeUnknownScope(scope, catalog))),
      ...(unknownSystem
        ? [
            problem(
              [...path, 'customer', 'system'],
              `${customer.system} is no system: ${adviseName(customer.system, catalog.systems)}`,
            ),
          ]
        : []),
      ...lintAttributes(path, config, catalog),
    ]
  })
}

function lintAttributes(
  path: readonly PropertyKey[],
  { roles, attributes = {} }: IssuerConfig,
  catalog: Catalog,
): IssuerProblem[] {
  const given = 'path' in roles ? Object.values(roles.meanings ?? {}).flat() : roles
  return findMissingAttributes(catalog, given, Object.keys(attributes)).map(({ name, reason }) => {
    const fix = `say which values they have with claim(...), or 'ALL' for no restriction`
    return problem([...path, 'attributes'], `${name} is missing, and ${reason}: ${fix}`)
  })
}

/** A list is checked as it is, a claim by what its values mean; values that pass as they are are the issuer's. */
function lintNames(
  path: readonly PropertyKey[],
  source: readonly string[] | Claim,
  describe: (name: string) => string | null,
): IssuerProblem[] {
  const lists = 'path' in source ? Object.entries(source.meanings ?? {}) : [[null, source] as const]
  return lists.flatMap(([value, names]) =>
    names.flatMap((name) => {
      const message = describe(name)
      return message === null ? [] : [problem(value === null ? path : [...path, value], message)]
    }),
  )
}

function problem(path: readonly PropertyKey[], what: string): IssuerProblem {
  return { path, message: `${path.join('.')}: ${what}.` }
}
