const longest = 32

/**
 * What a value looks like without what it says: letters as `a` and `A`, digits as `9`, all else as it is, so that a format can be told
 * from another; of a text also how long it is.
 */
export function maskValue(value: unknown): string {
  if (value === undefined || value === null) return showValue(value)
  switch (typeof value) {
    case 'string':
      return value === '' ? '""' : `"${cut(shapeOf(value), longest)}" (${value.length})`
    case 'number':
    case 'bigint':
      return `number ${shapeOf(String(value))}`
    case 'boolean':
      return 'boolean'
    default:
      return cut(JSON.stringify(maskedTree(value)), 2 * longest)
  }
}

/** The value itself, on one line. */
export function showValue(value: unknown): string {
  return value === undefined ? 'not sent' : cut(JSON.stringify(value), 4 * longest)
}

function maskedTree(value: unknown): unknown {
  if (typeof value === 'string' || typeof value === 'number') return shapeOf(String(value))
  if (typeof value === 'boolean') return 'boolean'
  if (Array.isArray(value)) return value.map(maskedTree)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, maskedTree(member)]))
}

function shapeOf(text: string): string {
  return text
    .replaceAll(/\p{Lu}/gu, 'A')
    .replaceAll(/[\p{Ll}\p{Lo}\p{Lm}\p{Lt}]/gu, 'a')
    .replaceAll(/\p{N}/gu, '9')
    .replaceAll(/[^\p{ASCII}]|\p{Cc}/gu, '·')
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text
}
