/** The store was made by another version than this one; nothing was changed. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError'
}
