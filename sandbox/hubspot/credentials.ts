/** What a client of the sandbox's HubSpot sends. Invented. */
export const hubspotCredentials = { token: 'pat-sandbox-hubspot' } as const

/** All that concerns contacts. */
export const allScopes: readonly string[] = [
  'crm.objects.contacts.read',
  'crm.objects.contacts.write',
  'crm.schemas.contacts.read',
]
