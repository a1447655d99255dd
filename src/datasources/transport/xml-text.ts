const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** Text of XML as it is meant. @throws SyntaxError for entities that XML itself does not have, and for what is no character */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#(\d{1,7})|#x([\da-fA-F]{1,6})|(\w+))?;?/g, (whole, decimal, hex, name) => {
    const character = whole.endsWith(';')
      ? characterOf(decimal as string, hex as string, name as string)
      : undefined
    if (character === undefined) throw new SyntaxError('an entity that XML does not have')
    return character
  })
}

function characterOf(decimal?: string, hex?: string, name?: string): string | undefined {
  if (name !== undefined) return Object.hasOwn(named, name) ? named[name] : undefined
  const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
  if (!(code >= 0 && code <= 0x10ffff)) return undefined
  const character = String.fromCodePoint(code)
  return isXmlText(character) ? character : undefined
}

/** @throws RangeError where XML has no way to write it */
export function encodeEntities(text: string): string {
  if (!isXmlText(text)) throw new RangeError('a character that XML does not have')
  // Line ends as references: a reader makes others of them, and of an attribute's spaces.
  return text.replace(
    /[&<>"'\r\n\t]/g,
    (character) => references[character] ?? `&#${character.charCodeAt(0)};`,
  )
}

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

/** Whether all of it are characters of XML 1.0, section 2.2. */
export function isXmlText(text: string): boolean {
  return text.isWellFormed() && !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text)
}
