import type { PreferenceGroup } from './wire.ts'

/** The house's list of Specials: what guests ask for, by OPERA code. Replies carry the codes. */
export const specialsByCode: Readonly<Record<string, string>> = {
  LATE: 'Late arrival, after 22:00',
  QUIET: 'Quiet room, please',
  FF: 'Feather-free bedding',
  COT: 'Baby cot',
  VIEW: 'Zimmer mit Aussicht, bitte',
}

/** @returns the preference group that holds a request, or undefined when the list has no such special */
export function specialsOf(request: string | null): PreferenceGroup[] | undefined {
  const code = Object.keys(specialsByCode).find((candidate) => specialsByCode[candidate] === request)
  if (code === undefined || request === null) return undefined
  const preference = [{ preferenceValue: code, description: request, global: false }]
  return [{ preferenceType: 'SPECIALS', preferenceTypeDescription: 'Specials', preference }]
}

/** The search's one-line form: codes with commas. */
export function listSpecials(groups: readonly PreferenceGroup[] | undefined): string | undefined {
  const codes = (groups ?? [])
    .filter(({ preferenceType }) => preferenceType === 'SPECIALS')
    .flatMap(({ preference }) => preference.map(({ preferenceValue }) => preferenceValue))
  return codes.length > 0 ? codes.join(',') : undefined
}
