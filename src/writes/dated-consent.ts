import type { Changes } from './read-changes.ts'

/** Consent that is given or withdrawn carries the time; that is the gateway's to say, not the caller's. */
export function datedConsent(changes: Changes, now: number): Changes {
  const consent = changes.get('marketingConsent')
  if (typeof consent !== 'object' || consent === null) return changes
  return new Map([...changes, ['marketingConsent', { ...consent, updatedAt: new Date(now).toISOString() }]])
}
