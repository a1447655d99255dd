const name = 'headwater:key'

/** The key lives as long as the browser tab: it may be a real one. Empty when there is none. */
export function readStoredKey(): string {
  return sessionStorage.getItem(name) ?? ''
}

export function storeKey(key: string): void {
  sessionStorage.setItem(name, key)
}
