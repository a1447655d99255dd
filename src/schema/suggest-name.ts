/** The known name nearest to a mistyped one, or null when none is near. Case does not count. */
export function suggestName(name: string, known: Iterable<string>): string | null {
  const limit = Math.max(1, Math.floor(name.length * 0.4))
  let best: string | null = null
  let bestDistance = limit + 1
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase())
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance]
  }
  return best
}

/** `did you mean SALES?` or, with nothing near, `use one of ...`: the fix at the end of a message. */
export function adviseName(name: string, known: Iterable<string>): string {
  const names = [...known]
  const near = suggestName(name, names)
  const list = names.length > 0 ? names.join(', ') : 'nothing'
  return near === null ? `use one of ${list}` : `did you mean ${near}? (known: ${list})`
}

/** Levenshtein distance with swaps of neighbours, over two short names. */
function editDistance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, column) => column)]
  const cost = (row: number, column: number): number => rows[row]?.[column] ?? Infinity
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    rows.push(row)
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      row[j] = Math.min(
        cost(i - 1, j) + 1,
        cost(i, j - 1) + 1,
        cost(i - 1, j - 1) + (same ? 0 : 1),
        swapped ? cost(i - 2, j - 2) + 1 : Infinity,
      )
    }
  }
  return cost(a.length, b.length)
}
