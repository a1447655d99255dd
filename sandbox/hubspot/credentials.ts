/** What a client of the sandbox's HubSpot sends. Invented. */
export const hubspotCredentials = { token: 'pat-sandbox-hubspot' } as const
