import type { Catalog } from './catalog.ts'
import { lintAccess } from './lint-access.ts'
import { lintArguments } from './lint-arguments.ts'
import { lintComparisons } from './lint-comparisons.ts'
import { lintConnections } from './lint-connections.ts'
import { lintEntities } from './lint-entities.ts'
import { lintGraphql } from './lint-graphql.ts'
import { lintInputs } from './lint-inputs.ts'
import { lintMutations } from './lint-mutations.ts'
import { lintNullability } from './lint-nullability.ts'
import { lintPlacement } from './lint-placement.ts'
import type { Problem } from './problem.ts'
import type { SdlIndex } from './sdl-index.ts'

/** Every refusal that the SDL alone gives reason for, besides those of reading it. In no order. */
export function lintSdl(index: SdlIndex, catalog: Catalog): Problem[] {
  return [
    ...lintGraphql(index),
    ...lintPlacement(index),
    ...lintAccess(catalog),
    ...lintEntities(index),
    ...lintNullability(index),
    ...lintConnections(index),
    ...lintArguments(index, catalog),
    ...lintComparisons(index, catalog),
    ...lintMutations(index, catalog),
    ...lintInputs(index, catalog),
  ]
}
