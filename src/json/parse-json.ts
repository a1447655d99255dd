/**
 * JSON as what comes from outside may be trusted with: undefined for what is no JSON, and for what parsers read differently or what
 * could do harm further on: a key twice in one object, `__proto__` as a key, half of a surrogate pair, endless nesting.
 */
export function parseJson(text: string): unknown {
  // Half of a pair as it is; not from UTF-8, but texts come from elsewhere, too.
  if (!text.isWellFormed()) return undefined
  try {
    const value = JSON.parse(text) as unknown
    // When parsed, a key that stood twice is there once.
    const members = countMembers(value, mayBeSuspect(text))
    return members === countAtMost(text) || members === countKeys(text) ? value : undefined
  } catch {
    return undefined
  }
}

const quote = 34
const backslash = 92
const colon = 58
const space = 32

/**
 * No fewer than the members that all objects of the text have, and as many unless a string begins with a colon or has an
 * escaped quote before one. There are not more than were parsed, so if it is these, it is right.
 */
function countAtMost(text: string): number {
  if (spacesBeforeColon.some((sequence) => text.includes(sequence))) return Infinity
  let count = 0
  // Colons are fewer than quotes, and both are found faster one by one than together.
  for (let at = text.indexOf(':'); at >= 0; at = text.indexOf(':', at + 1))
    if (text.charCodeAt(at - 1) === quote) count += 1
  return count
}

const spacesBeforeColon = [' :', '\t:', '\n:', '\r:']

/** How many members all objects of the text have; the text is known to be JSON, where only keys stand before colons. */
function countKeys(text: string): number {
  let count = 0
  for (let start = text.indexOf('"'); start >= 0;) {
    let end = text.indexOf('"', start + 1)
    while (isEscaped(text, end)) end = text.indexOf('"', end + 1)
    let next = end + 1
    while (text.charCodeAt(next) <= space) next += 1
    if (text.charCodeAt(next) === colon) count += 1
    start = text.charCodeAt(next) === quote ? next : text.indexOf('"', next)
  }
  return count
}

/** By an odd number of backslashes before it. */
function isEscaped(text: string, index: number): boolean {
  let before = index - 1
  while (text.charCodeAt(before) === backslash) before -= 1
  return (index - before) % 2 === 0
}

/** Only texts with one of these are looked at closely; most have nothing like them. */
function mayBeSuspect(text: string): boolean {
  return (text.includes('__proto__') || text.includes('\\u')) && mayHide.test(text)
}

const mayHide = /__proto__|\\u(?:[dD][89a-fA-F]|00)/

/** NaN, which equals no count, when there is something that must not be. */
function countMembers(value: unknown, isSuspect: boolean): number {
  if (typeof value === 'string') return isSuspect && !value.isWellFormed() ? Number.NaN : 0
  if (typeof value !== 'object' || value === null) return 0
  let count = 0
  if (Array.isArray(value)) {
    for (const element of value) count += countMembers(element, isSuspect)
    return count
  }
  for (const key in value) {
    if (isSuspect && (key === '__proto__' || !key.isWellFormed())) return Number.NaN
    const member = (value as Record<string, unknown>)[key]
    count += typeof member === 'object' || isSuspect ? 1 + countMembers(member, isSuspect) : 1
  }
  return count
}
