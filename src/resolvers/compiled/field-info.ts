import type { FieldNode, GraphQLField, GraphQLObjectType, GraphQLResolveInfo } from 'graphql'

export type ResponsePath = GraphQLResolveInfo['path'] | undefined

/** What resolvers here ask of a field's place. */
export type FieldPlace = Pick<GraphQLResolveInfo, 'fieldName' | 'fieldNodes' | 'parentType' | 'path'>

/**
 * The place of a field, one object for all that it is resolved for: resolvers are synchronous, so that `parent` is set just
 * before each is called, and a path is made only where somebody asks for it.
 */
export class FieldInfo implements FieldPlace {
  readonly fieldName: string
  readonly fieldNodes: readonly FieldNode[]
  readonly parentType: GraphQLObjectType
  readonly responseName: string
  parent: ResponsePath = undefined

  constructor(
    parentType: GraphQLObjectType,
    { name }: GraphQLField<unknown, unknown>,
    responseName: string,
    fieldNodes: readonly FieldNode[],
  ) {
    this.fieldName = name
    this.fieldNodes = fieldNodes
    this.parentType = parentType
    this.responseName = responseName
  }

  get path(): GraphQLResolveInfo['path'] {
    return { prev: this.parent, key: this.responseName, typename: this.parentType.name }
  }
}
