import type { Entity } from '../schema/catalog.ts'
import type { NewStep } from './write.ts'

/** What is to be recorded: everything about it has been checked, and nothing has been changed yet. */
export interface Prepared {
  entity: Entity
  entityId: string | null
  /** The customer whom the values are about; null: nobody, or one who is being created. */
  person: string | null
  steps: readonly NewStep[]
}
