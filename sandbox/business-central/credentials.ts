/** What a client of the sandbox's Business Central sends, and the one company it has. Invented. */
export const businessCentralCredentials = {
  clientId: 'sandbox-bc',
  clientSecret: 'sandbox-bc-secret',
  scope: 'https://api.businesscentral.dynamics.com/.default',
  tenant: 'sandbox',
  environment: 'production',
  /** Publisher, group and version of its custom API page: API v2.0 itself cannot adjust stock. */
  stockAdjustments: 'headwater/inventory/v1.0',
  companyId: 'c0a40000-0000-4000-8000-000000000001',
} as const
