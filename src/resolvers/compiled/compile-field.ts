import {
  getNullableType,
  GraphQLError,
  isLeafType,
  isNonNullType,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
} from 'graphql'
import type { ResolverContext } from '../context.ts'
import type { Complete } from './complete.ts'
import type { FieldInfo } from './field-info.ts'
import { leaveToInterpreter } from './left-to-interpreter.ts'

/** A field knows by its nodes what it was loaded for, so that nobody reads its arguments again. */
const noArguments = Object.freeze({})

/** Resolves a field of a source, and completes what comes. */
export function compileField(
  info: FieldInfo,
  resolve: GraphQLFieldResolver<unknown, ResolverContext>,
  type: GraphQLOutputType,
  complete: Complete,
): Complete {
  const isRequired = isNonNullType(type)
  const isLeaf = isLeafType(getNullableType(type))
  const place = info as unknown as GraphQLResolveInfo
  return (source, run) => {
    let value: unknown
    try {
      value = resolve(source, noArguments, run.context, place)
    } catch (error) {
      // How far up a null goes is not decided here, nor what an error says that no resolver has reported.
      if (isRequired || !(error instanceof GraphQLError) || !error.path) leaveToInterpreter()
      run.errors.push(error)
      return null
    }
    if (value === null || value === undefined) {
      if (isRequired) leaveToInterpreter()
      return null
    }
    if (!isLeaf && (value instanceof Error || value instanceof Promise)) leaveToInterpreter()
    return complete(value, run)
  }
}
