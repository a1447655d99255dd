import { GraphQLBoolean, GraphQLID, GraphQLString, type GraphQLLeafType } from 'graphql'
import type { Complete } from './complete.ts'
import { leaveToInterpreter } from './left-to-interpreter.ts'

/** What graphql-js serializes to itself. */
const own = new Map<GraphQLLeafType, string>([
  [GraphQLString, 'string'],
  [GraphQLID, 'string'],
  [GraphQLBoolean, 'boolean'],
])

export function compileLeaf(type: GraphQLLeafType): Complete {
  const kind = own.get(type)
  return (value) => {
    if (typeof value === kind) return value
    let serialized: unknown
    try {
      serialized = type.serialize(value)
    } catch {
      leaveToInterpreter()
    }
    if (serialized === null || serialized === undefined) leaveToInterpreter()
    return serialized
  }
}
