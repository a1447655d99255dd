/** The `code` of an error of Node's (`EEXIST`) or the database's (`23505`); '' where there is none. */
export function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null
  return typeof code === 'string' ? code : ''
}
