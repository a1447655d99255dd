import { mapSchema, MapperKind } from '@graphql-tools/utils'
import {
  BREAK,
  GraphQLError,
  visit,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
} from 'graphql'
import type { ResolverContext } from './context.ts'
import { resolveMember } from './value-resolvers.ts'

/**
 * Completes one operation, as graphql-js would. null: this reply is graphql-js's to make, which has to be asked with a
 * context of its own.
 */
export type Program = (context: ResolverContext) => ExecutionResult | null

/** Makes a program of a stripped document; null: graphql-js has to complete it. */
export type CompileOperation = (document: DocumentNode) => Promise<Program | null>

/** Introspection is a matter of arguments; a literal with a key of the last name, as generated code has it, has none. */
const interpretedNames = new Set(['__schema', '__type', '__proto__'])

/** Nothing is loaded or made before the first operation is compiled: no start waits for it. */
export function createCompiler(schema: GraphQLSchema): CompileOperation {
  let completionSchema: GraphQLSchema | null = null

  return async (document) => {
    if (isInterpreted(document)) return null
    const { compileQuery, isCompiledQuery } = await import('graphql-jit')
    completionSchema ??= createCompletionSchema(schema)
    const compiled = compileQuery(completionSchema, document, undefined, {
      disablingCapturingStackErrors: true,
    })
    if (!isCompiledQuery(compiled)) return null
    return (context) => {
      const result = compiled.query(undefined, context, {})
      return result instanceof Promise ? null : settle(result)
    }
  }
}

function isInterpreted(document: DocumentNode): boolean {
  let found = false
  visit(document, {
    Name({ value }) {
      found = interpretedNames.has(value)
      return found ? BREAK : undefined
    },
  })
  return found
}

/** The same types without arguments, and with the resolver that graphql-js would fall back to in its place. */
function createCompletionSchema(schema: GraphQLSchema): GraphQLSchema {
  return mapSchema(schema, {
    [MapperKind.OBJECT_FIELD]: (field) => ({ ...field, args: {}, resolve: field.resolve ?? resolveMember }),
    [MapperKind.INTERFACE_FIELD]: (field) => ({ ...field, args: {} }),
  })
}

/**
 * graphql-jit puts errors of its own around those that resolvers throw. Where a null went further up than its place, it has
 * visited more than graphql-js would have; and what no resolver reported, it says in other words.
 */
function settle({ data, errors }: ExecutionResult): ExecutionResult | null {
  if (!errors) return { data: data ?? null }
  const reported: GraphQLError[] = []
  for (const { originalError } of errors) {
    if (!(originalError instanceof GraphQLError) || !originalError.path) return null
    if (!isThere(data, originalError.path)) return null
    reported.push(originalError)
  }
  return { errors: reported, data: data ?? null }
}

/** Whether what holds the place of a path is in the reply. */
function isThere(data: unknown, path: readonly (string | number)[]): boolean {
  let at = data
  for (const key of path) {
    if (typeof at !== 'object' || at === null) return false
    at = (at as Record<string | number, unknown>)[key]
  }
  return true
}
