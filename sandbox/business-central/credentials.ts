/** What a client of the sandbox's Business Central sends, and the one company it has. Invented. */
export const businessCentralCredentials = {
  clientId: 'sandbox-bc',
  clientSecret: 'sandbox-bc-secret',
  scope: 'https://api.businesscentral.dynamics.com/.default',
  tenant: 'sandbox',
  environment: 'production',
  companyId: 'c0a40000-0000-4000-8000-000000000001',
} as const
