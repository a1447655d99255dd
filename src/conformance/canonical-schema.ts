import type { GraphQLSchema } from 'graphql'
import { buildCanonicalSchema } from '../schema/build-schema.ts'
import type { Catalog, EntityField } from '../schema/catalog.ts'
import { loadSdl } from '../schema/load-sdl.ts'
import { readCatalog } from '../schema/read-catalog.ts'
import { StartRefusedError } from '../errors/start-problem.ts'

/** The schema that a datasource is held against, as governance and as types. */
export interface CanonicalSchema {
  catalog: Catalog
  types: GraphQLSchema
}

export type RecordField = Extract<EntityField, { kind: 'value' | 'reference' }>

/**
 * The canonical schema with a company's own files.
 *
 * @param extraFiles absolute paths
 * @throws StartRefusedError with what they are refused for; GatewayError INTERNAL for one that cannot be read
 */
export function readCanonicalSchema(extraFiles: readonly string[]): CanonicalSchema {
  const sdl = loadSdl({ extraFiles })
  const { catalog, problems } = readCatalog(sdl)
  if (problems.length > 0) throw new StartRefusedError(problems)
  return { catalog, types: buildCanonicalSchema(sdl) }
}

/** Fields that records of some system hold; none for what is no entity. */
export function recordFields({ catalog }: CanonicalSchema, entity: string): RecordField[] {
  return [...(catalog.entities.get(entity)?.fields.values() ?? [])].filter(
    (field) => field.kind === 'value' || field.kind === 'reference',
  )
}
