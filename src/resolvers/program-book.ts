import {
  Kind,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'
import { LRUCache } from 'lru-cache'
import { fragmentsOf } from '../planner/select-fields.ts'
import { createCompiler, type Program } from './compile-operation.ts'
import { stripDocument } from './strip-document.ts'

type Variables = Readonly<Record<string, unknown>>

/** Gives the program of one operation; null: graphql-js completes it, at least this time. */
export type FindProgram = () => Promise<Program | null>

/** Of all programs together; each takes about 2 kB. */
const maxFields = 50_000
/** An operation whose program was dropped for lack of room has to come so many times as often to get one again. */
const patience = 10

/**
 * The programs of all documents, for whatever rights. An operation gets its own when it comes for the second time: a flood
 * of different documents compiles nothing.
 */
export function createProgramBook(schema: GraphQLSchema) {
  const compile = createCompiler(schema)
  const programs = new LRUCache<Entry, { program: Program; fields: number }>({
    maxSize: maxFields,
    sizeCalculation: ({ fields }) => fields,
    dispose(_, entry, reason) {
      if (reason !== 'evict') return
      entry.timesUntil *= patience
      entry.times = 0
    },
  })

  /** @param variables coerced; only those in `@skip` and `@include` are read, and these are kept */
  return (document: DocumentNode, operation: OperationDefinitionNode, variables: Variables): FindProgram => {
    const entry: Entry = { times: 0, timesUntil: 1, isRefused: false }

    const make = async (): Promise<Program | null> => {
      const stripped = stripDocument(document, operation, variables)
      const program = await compile(stripped)
      if (program) programs.set(entry, { program, fields: countFields(stripped) })
      else entry.isRefused = true
      return program
    }

    return async () => {
      const known = programs.get(entry)
      if (known) return known.program
      if (entry.isRefused || entry.times++ < entry.timesUntil) return null
      return make()
    }
  }
}

interface Entry {
  /** That it came without having a program. */
  times: number
  /** Once it has come so often, it gets one. */
  timesUntil: number
  /** It cannot have one. */
  isRefused: boolean
}

/** A fragment's are counted each time that it is used, since there is code for each. */
function countFields(document: DocumentNode): number {
  const fragments = fragmentsOf(document)
  const countIn = (set: SelectionSetNode | undefined): number => {
    let count = 1
    for (const selection of set?.selections ?? [])
      count += countIn(
        selection.kind === Kind.FRAGMENT_SPREAD
          ? fragments.get(selection.name.value)?.selectionSet
          : selection.selectionSet,
      )
    return count
  }
  const [operation] = document.definitions
  return operation?.kind === Kind.OPERATION_DEFINITION ? countIn(operation.selectionSet) : 1
}
