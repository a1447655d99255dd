import type { FieldNode, GraphQLField, GraphQLObjectType, GraphQLResolveInfo } from 'graphql'

type Path = GraphQLResolveInfo['path']

/** What resolvers here ask of a field's place. */
export type FieldPlace = Pick<GraphQLResolveInfo, 'fieldName' | 'fieldNodes' | 'parentType' | 'path'>

/**
 * Where in the reply something stands: one object for all that is completed there, since resolvers are synchronous and a
 * document does not nest endlessly. A path is made only where somebody asks for it, of where each list is just then.
 */
export interface Place {
  readonly path: Path
}

/** The place of a field. */
export class FieldInfo implements FieldPlace, Place {
  readonly fieldName: string
  readonly fieldNodes: readonly FieldNode[]
  readonly parentType: GraphQLObjectType
  readonly responseName: string
  readonly outer: Place | undefined

  constructor(
    parentType: GraphQLObjectType,
    { name }: GraphQLField<unknown, unknown>,
    responseName: string,
    fieldNodes: readonly FieldNode[],
    outer: Place | undefined,
  ) {
    this.fieldName = name
    this.fieldNodes = fieldNodes
    this.parentType = parentType
    this.responseName = responseName
    this.outer = outer
  }

  get path(): Path {
    return { prev: this.outer?.path, key: this.responseName, typename: this.parentType.name }
  }
}

/** The place of whichever element of a list is completed just then. */
export class ElementPlace implements Place {
  readonly list: Place
  index = 0

  constructor(list: Place) {
    this.list = list
  }

  get path(): Path {
    return { prev: this.list.path, key: this.index, typename: undefined }
  }
}
