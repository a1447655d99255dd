/** GUIDs that say what they are of: a kind's eight hexadecimal digits, then the number. */
export function guidOf(kind: string, number: number): string {
  return `${kind}-0000-4000-8000-${number.toString(16).padStart(12, '0')}`
}
