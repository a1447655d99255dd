import { loadSdl } from '../../../src/schema/load-sdl.ts'
import { formatProblem } from '../../../src/schema/problem.ts'
import { readCatalog } from '../../../src/schema/read-catalog.ts'

/** What the canonical SDL is refused for with a company's own file `own.graphql` beside it, a line each. */
export const problemsOf = (text: string): string[] =>
  readCatalog([...loadSdl(), { path: 'own.graphql', text }]).problems.map(formatProblem)

/** What a company writes → every line that it is refused with. */
export type Refusal = [claim: string, sdl: string, problems: string[]]

/** A problem without the list of an entity's field names, which says nothing about the refusal. */
export const withoutKnownNames = (problem: string): string =>
  problem.replace(/ \(known: .*\)$/, '').replace(/(use one of) .*, .*/, '$1')
