/** OPERA sends parts of a record only when asked: which instruction brings a path that a mapping reads. */
export type InstructionTable = readonly (readonly [path: string, instruction: string])[]

/** Parts of a profile (crm/v1 profilesByIds). */
export const profileParts: InstructionTable = [
  ['profile.addresses', 'Address'],
  ['profile.telephones', 'Communication'],
  ['profile.emails', 'Communication'],
  ['profile.profileMemberships', 'Membership'],
  ['profile.preferenceCollection', 'Preference'],
  ['profile.comments', 'Comment'],
  ['profile.keywords', 'Keyword'],
  ['profile.relationships', 'Relationship'],
  ['profile.salesInfo', 'SalesInfo'],
  ['profile.profileIndicators', 'Indicators'],
]

/** Parts of a search hit (rsv/v1 reservations). Comments are not among them. */
export const reservationParts: InstructionTable = [
  ['deposit', 'Deposits'],
  ['roomStay.depositPayments', 'Deposits'],
  ['revenuesAndBalances', 'RevenuesAndBalances'],
  ['cancellationInfo', 'CancellationInfo'],
  ['reservationIndicators', 'Indicators'],
  ['taxType', 'TaxType'],
  ['roomStay.childAges', 'FetchChildAges'],
]

/** The instructions for all that a mapping reads; `always` is what brings the record itself. */
export function instructionsFor(
  paths: readonly (readonly string[])[],
  table: InstructionTable,
  always: string,
): readonly string[] {
  const needed = paths.map((path) => `${path.join('.')}.`)
  const asked = table.filter(([part]) => needed.some((path) => path.startsWith(`${part}.`)))
  return [...new Set([always, ...asked.map(([, instruction]) => instruction)])]
}
