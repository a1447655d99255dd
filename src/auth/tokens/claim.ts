/** A claim by its name, or by the names that lead to it: `['realm_access', 'roles']`. */
export type ClaimName = string | readonly [string, ...string[]]

/** What a claim's values mean here, by value. A value that is not listed means nothing. */
export type Meanings = Readonly<Record<string, readonly string[]>>

/** A claim whose values are taken as they are. */
export interface PlainClaim {
  readonly path: readonly string[]
  readonly meanings: null
}

/** A claim whose values mean something else here. */
export interface MappedClaim {
  readonly path: readonly string[]
  readonly meanings: Meanings
}

export type Claim = PlainClaim | MappedClaim

/** What a token claims, for the config: `claim('tenant')`, `claim('roles', { 'hotel-frontdesk': ['FRONTDESK'] })`. */
export function claim(name: ClaimName): PlainClaim
export function claim(name: ClaimName, meanings: Meanings): MappedClaim
export function claim(name: ClaimName, meanings: Meanings | null = null): Claim {
  const path = typeof name === 'string' ? [name] : name
  return meanings === null ? { path, meanings } : { path, meanings }
}

/** For what is not typed: a config that was written without an editor. */
export function isClaim(value: unknown): value is Claim {
  if (typeof value !== 'object' || value === null || !('path' in value) || !('meanings' in value))
    return false
  const { path, meanings } = value
  const isPath = Array.isArray(path) && path.length > 0 && path.every(isText)
  return isPath && (meanings === null || isMeanings(meanings))
}

/** The claims of one token, by name. */
export type ClaimsSet = Readonly<Record<string, unknown>>

/** The one text of a claim; null where it has none, or is anything else. */
export function readText(claims: ClaimsSet, path: readonly string[]): string | null {
  const value = readValue(claims, path)
  return isText(value) ? value : null
}

/** The texts of a claim that is a text or a list, as they are or as what they mean; other values are none. */
export function readTexts(
  claims: ClaimsSet,
  { path, meanings }: Claim,
  split: (text: string) => string[] = (text) => [text],
): string[] {
  const value = readValue(claims, path)
  const texts = isText(value) ? split(value) : Array.isArray(value) ? value.filter(isText) : []
  if (meanings === null) return texts
  // Own entries only: no value of a token finds what every object inherits.
  return [...new Set(texts.flatMap((text) => (Object.hasOwn(meanings, text) ? (meanings[text] ?? []) : [])))]
}

function readValue(claims: ClaimsSet, path: readonly string[]): unknown {
  let value: unknown = claims
  for (const name of path) {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, name))
      return undefined
    value = (value as ClaimsSet)[name]
  }
  return value
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

function isMeanings(value: unknown): value is Meanings {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return Object.values(value).every((list) => Array.isArray(list) && list.every(isText))
}
