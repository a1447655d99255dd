import type { Catalog, Entity, Root } from './catalog.ts'
import { lintSdl } from './lint-sdl.ts'
import type { SdlFile } from './load-sdl.ts'
import { sortProblems, type Problem } from './problem.ts'
import { readOverrides } from './read-access.ts'
import { readFilter, readOrder } from './read-comparisons.ts'
import { findDirective, valuesOfEnum, type Reading } from './read-directive.ts'
import { readEntity } from './read-entity.ts'
import { readRoot } from './read-root.ts'
import { indexSdl, type SdlIndex, type SdlType } from './sdl-index.ts'

/**
 * Reads the SDL into the catalog and finds everything that it is refused for, sorted by file and line. With problems,
 * the catalog is what could be read, and not to be used. Only syntax errors hide other problems.
 */
export function readCatalog(files: readonly SdlFile[]): { catalog: Catalog; problems: Problem[] } {
  const { index, problems } = indexSdl(files)
  const found = [...problems]
  const overrides = readOverrides({ index, problems: found })
  const reading: Reading = { index, problems: found, overrides }
  const catalog = readDeclarations(index, reading)
  // With a file left out, everything that it declares would be reported as missing.
  if (problems.length > 0) return { catalog, problems: sortProblems(problems) }
  return { catalog, problems: sortProblems([...reading.problems, ...lintSdl(index, catalog)]) }
}

function readDeclarations(index: SdlIndex, reading: Reading): Catalog {
  const types = [...index.types.values()]
  const appliesTo = (type: SdlType): boolean => findDirective(type, 'appliesTo') !== undefined
  const entities = new Map<string, Entity>(
    types
      .filter((type) => type.kind === 'object' && findDirective(type, 'entity'))
      .map((type) => [type.name, readEntity(type, reading)]),
  )
  const filters = types.filter((type) => type.kind === 'input' && appliesTo(type))
  const orders = types.filter((type) => type.kind === 'enum' && appliesTo(type))
  const roots = (index.types.get('Query')?.fields ?? []).map((field) => readRoot(field, entities, reading))
  return {
    systems: new Set(valuesOfEnum(index, 'System')),
    roles: new Set(valuesOfEnum(index, 'Role')),
    entities,
    filters: new Map(filters.map((input) => [input.name, readFilter(input, entities, reading)])),
    orders: new Map(orders.map((type) => [type.name, readOrder(type, entities, reading)])),
    roots: new Map(roots.flatMap((root): [string, Root][] => (root ? [[root.name, root]] : []))),
    mutations: new Map(),
    inputs: new Map(),
  }
}
