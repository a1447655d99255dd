const named: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  amp: '&',
}

/** Text of HTML with its entities resolved: those by number, and the few by name that programs escape with. */
export function decodeEntities(text: string): string {
  return text.replaceAll(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(lt|gt|quot|apos|nbsp|amp));/gi,
    (entity, ten, sixteen, name) => {
      if (typeof name === 'string') return named[name.toLowerCase()] ?? entity
      const point = typeof ten === 'string' ? Number(ten) : Number.parseInt(String(sixteen), 16)
      return point <= 0x10ffff ? String.fromCodePoint(point) : entity
    },
  )
}
