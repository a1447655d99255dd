/** The group's list of VIP codes. A profile carries the code, and its text beside it. */
export const vipDescriptions: Readonly<Record<string, string>> = {
  '1': 'VIP Silver',
  '2': 'VIP Gold',
  '3': 'VIP Platinum',
}
