/** What HotelDruid's pages do to text before they store it. */

/** SQL for the text of a column as it was typed: it is stored with HTML's entities. */
export function plainText(column: string): string {
  const entities = [
    ['&lt;', '<'],
    ['&gt;', '>'],
    ['&quot;', '"'],
    ['&#039;', "''"],
    ['&amp;', '&'],
  ] as const
  return entities.reduce((sql, [entity, character]) => `replace(${sql}, '${entity}', '${character}')`, column)
}

/** A name as it will be stored: each word begins with a capital, of ASCII letters alone. */
export function capitalised(name: string): string {
  return name.trim().replaceAll(/(?<=^|\s)[a-z]/g, (letter) => letter.toUpperCase())
}

const entityOf: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#039;',
}

/** Columns are cut off at so many bytes, entities and all. */
export function storedBytes(text: string): number {
  return Buffer.byteLength(text.replaceAll(/[&<>"']/g, (character) => entityOf[character] ?? character))
}
