import {
  GraphQLError,
  Kind,
  parse,
  print,
  Source,
  visit,
  type DefinitionNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
} from 'graphql'
import { StartRefusedError, type StartProblem } from '../errors/start-problem.ts'
import { hashText, type RegisteredOperation } from './manifest.ts'
import type { CheckDocument } from './read-manifest.ts'

export interface OperationFile {
  path: string
  text: string
}

/**
 * Each operation of the files, with the fragments that it uses from any of them. A file that is one operation and its
 * fragments keeps its text, for a client that sends the file; every other is printed.
 *
 * @throws StartRefusedError with every problem: syntax, no name, a name twice, what the schema or the limits refuse
 */
export function collectOperations(
  files: readonly OperationFile[],
  check: CheckDocument,
): readonly RegisteredOperation[] {
  const problems: StartProblem[] = []
  const parsed = files.flatMap((file) => {
    try {
      return [{ file, document: parse(new Source(file.text, file.path)) }]
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error
      problems.push(toProblem(error, file))
      return []
    }
  })
  const fragments = new Map<string, FragmentDefinitionNode>()
  const names = new Set<string>()
  const found: RegisteredOperation[] = []
  for (const { file, document } of parsed) {
    for (const definition of document.definitions) {
      if (definition.kind !== Kind.FRAGMENT_DEFINITION) continue
      const name = definition.name.value
      if (fragments.has(name)) problems.push(twice(`fragment ${name}`, definition, file))
      fragments.set(name, definition)
    }
  }
  for (const { file, document } of parsed) {
    for (const operation of document.definitions) {
      if (operation.kind !== Kind.OPERATION_DEFINITION) continue
      const name = operation.name?.value
      if (name === undefined) {
        problems.push({ ...placeOf(operation, file), message: 'The operation has no name. Give it one.' })
        continue
      }
      if (names.has(name)) problems.push(twice(`operation ${name}`, operation, file))
      names.add(name)
      const own = withFragments(operation, fragments)
      problems.push(...check(own).map((error) => toProblem(error, file)))
      const isWhole = document.definitions.every((definition) => own.definitions.includes(definition))
      const body = isWhole && own.definitions.length === document.definitions.length ? file.text : print(own)
      found.push({ id: hashText(body), name, type: operation.operation, body })
    }
  }
  if (problems.length > 0) throw new StartRefusedError(problems)
  return found
}

/** Fragments in the order in which they are met, so that the same operation is the same text. */
function withFragments(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): DocumentNode {
  const definitions = new Set<OperationDefinitionNode | FragmentDefinitionNode>([operation])
  // A set goes on to what is added while it is walked.
  for (const definition of definitions)
    visit(definition, {
      FragmentSpread({ name }) {
        const fragment = fragments.get(name.value)
        if (fragment) definitions.add(fragment)
      },
    })
  return { kind: Kind.DOCUMENT, definitions: [...definitions] }
}

function twice(what: string, definition: DefinitionNode, file: OperationFile): StartProblem {
  return { ...placeOf(definition, file), message: `There are two of ${what}. Rename one.` }
}

function placeOf({ loc }: DefinitionNode, { path }: OperationFile): Pick<StartProblem, 'file' | 'line'> {
  return { file: loc?.source.name ?? path, line: loc?.startToken.line ?? null }
}

/** A fragment may be of another file than the operation. */
function toProblem({ message, source, locations }: GraphQLError, { path }: OperationFile): StartProblem {
  return { file: source?.name ?? path, line: locations?.[0]?.line ?? null, message }
}
