import { findElement } from './find-element.ts'

/**
 * The line of a key in a config's source text, found by scanning: `['systems', 'CRM', 'owner']` is the first `owner`
 * after the first `CRM` after the first `systems`. A number is an element of a list. Where the last keys are missing, the
 * line of the deepest one found.
 *
 * @returns a 1-based line, or null when not even the first key stands in the text
 */
export function locateKey(source: string, path: readonly PropertyKey[]): number | null {
  let text = blankComments(source)
  let found: number | null = null
  let from = 0
  for (const key of path) {
    if (typeof key === 'number') {
      const element = findElement(text, from, key)
      if (!element) continue
      found = from = element.start
      // What the element lacks is not looked for in the next one.
      text = text.slice(0, element.end)
    }
    if (typeof key !== 'string') continue
    const name = key.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
    // A key is followed by a colon; a shorthand property or a method by a comma, a brace or its parameters.
    const pattern = new RegExp(String.raw`(?<![\w$.])(['"]?)${name}\1\s*[:,}(]`, 'g')
    pattern.lastIndex = from
    const match = pattern.exec(text)
    if (!match) break
    found = match.index
    from = match.index + match[0].length
  }
  return found === null ? null : text.slice(0, found).split('\n').length
}

/** Comments become spaces, so that positions stay; strings, which may contain `//`, are left alone. */
function blankComments(source: string): string {
  return source.replaceAll(/(['"`])(?:\\[\s\S]|(?!\1)[^\\])*\1|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (token) =>
    token.startsWith('/') ? token.replaceAll(/[^\n]/g, ' ') : token,
  )
}
