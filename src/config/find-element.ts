/** A piece of a text: from `start` up to `end`. */
export interface Span {
  start: number
  end: number
}

/** Strings, which may hold anything, as one; and what lists and objects are made of. */
const token = /(['"`])(?:\\[\s\S]|(?!\1)[^\\])*\1|[[\](){},]/g

/** Where one element of the list literal stands that begins at `from`; null where none begins, or it has no such element. */
export function findElement(text: string, from: number, index: number): Span | null {
  if (!/^\s*\[/.test(text.slice(from))) return null
  let depth = 0
  let number = 0
  let start = 0
  for (const { 0: found, index: at } of text.slice(from).matchAll(token)) {
    const isEnd = depth === 1 && (found === ',' || found === ']')
    if (isEnd && number === index) return spanOf(text, from + start, from + at)
    if ('[({'.includes(found)) depth += 1
    else if ('])}'.includes(found)) depth -= 1
    if (isEnd) number += 1
    if (isEnd || (depth === 1 && start === 0)) start = at + 1
    if (depth === 0) return null
  }
  return null
}

/** Without the space before it; null for nothing but space, as after a last comma. */
function spanOf(text: string, start: number, end: number): Span | null {
  const indent = text.slice(start, end).search(/\S/)
  return indent < 0 ? null : { start: start + indent, end }
}
