import { businessCentralCredentials } from './credentials.ts'

const { stockAdjustments: stockApi } = businessCentralCredentials

/** /v2.0/{tenant}/{environment}/api/v2.0; the tenant may be left out. */
export function root(pattern: string): RegExp {
  return new RegExp(`^/v2\\.0/(?:[^/]+/)?[^/]+/api/v2\\.0${pattern}$`)
}

/** A custom API page has its publisher, group and version in the place of `v2.0`. */
export function inCustomApi(pattern: string): RegExp {
  return new RegExp(`^/v2\\.0/(?:[^/]+/)?[^/]+/api/${stockApi}/companies${key('companyId')}${pattern}$`)
}

export function inCompany(pattern: string): RegExp {
  return root(`/companies${key('companyId')}${pattern}`)
}

/** An OData key; clients may send its parentheses percent-encoded. */
export function key(name: string): string {
  return `(?:\\(|%28)(?<${name}>[^()/]*?)(?:\\)|%29)`
}

export const orderPath = `/salesOrders${key('orderId')}`
