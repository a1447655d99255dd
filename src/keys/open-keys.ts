import type { Identify } from '../auth/principal.ts'
import type { KeyChangeEvent } from '../observability/logger.ts'
import type { Catalog } from '../schema/catalog.ts'
import type { Database } from '../store/database.ts'
import { createKeyAdministration, type KeyAdministration } from './key-administration.ts'
import { createKeyBook } from './key-book.ts'
import { createKeyRepository } from './key-repository.ts'

export interface KeysOptions {
  /** Migrated. */
  database: Database
  catalog: Catalog
  /** ms since epoch. */
  now: () => number
  onChange: (change: KeyChangeEvent) => void
  /** The keys could not be read anew, for another reason than a store that is away. */
  onProblem: (message: string, error: unknown) => void
}

export interface Keys {
  identify: Identify
  /** What it changes holds for `identify` when it answers; at other gateways a moment later. */
  administration: KeyAdministration
}

/** The API keys of a gateway: who they stand for, and how they come and go. */
export function openKeys({ database, catalog, now, onChange, onProblem }: KeysOptions): Keys {
  const repository = createKeyRepository(database)
  const book = createKeyBook({ repository, now, onProblem })
  const administration = createKeyAdministration({
    repository,
    catalog,
    now,
    async onChange(change) {
      onChange(change)
      await book.refresh()
    },
  })
  return { identify: book.identify, administration }
}
