import { print } from 'graphql'
import { problemAt, type Problem } from './problem.ts'
import { namedTypeOf, type SdlIndex, type SdlType } from './sdl-index.ts'

/** Each `XConnection` has Relay's shape: edges of `XEdge` with cursor and node, and pageInfo. */
export function lintConnections(index: SdlIndex): Problem[] {
  return [...index.types.values()]
    .filter((type) => type.kind === 'object' && type.name.endsWith('Connection'))
    .flatMap((connection) => {
      const edge = `${connection.name.slice(0, -'Connection'.length)}Edge`
      const edgesField = connection.fields.find((field) => field.name.value === 'edges')
      const edgeType = edgesField && index.types.get(namedTypeOf(edgesField.type))
      const expected = { edges: `[${edge}!]!`, pageInfo: 'PageInfo!' }
      return [
        ...lintShape(connection, expected),
        ...(edgeType?.kind === 'object' ? lintShape(edgeType, { cursor: 'String!', node: null }) : []),
      ]
    })
}

/** The fields that a type must have, each with its type (null: any). */
function lintShape(type: SdlType, expected: Readonly<Record<string, string | null>>): Problem[] {
  return Object.entries(expected).flatMap(([name, fieldType]) => {
    const field = type.fields.find((candidate) => candidate.name.value === name)
    const fits = field !== undefined && (fieldType === null || print(field.type) === fieldType)
    const line = fieldType === null ? name : `${name}: ${fieldType}`
    return fits ? [] : [problemAt(field ?? type.node, `${type.name} is no Relay connection: write ${line}`)]
  })
}
