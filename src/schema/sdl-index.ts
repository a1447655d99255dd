import {
  GraphQLError,
  Kind,
  parse,
  Source,
  type ConstDirectiveNode,
  type DefinitionNode,
  type DirectiveDefinitionNode,
  type DocumentNode,
  type EnumValueDefinitionNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  type TypeDefinitionNode,
  type TypeExtensionNode,
  type TypeNode,
} from 'graphql'
import type { SdlFile } from './load-sdl.ts'
import type { Problem } from './problem.ts'

/** A type with what its extensions add. Works on SDL that graphql would not build, so that lint can go on. */
export interface SdlType {
  name: string
  kind: 'object' | 'interface' | 'input' | 'enum' | 'other'
  description: string
  /** The definition (or, if only extended, the first extension). */
  node: TypeDefinitionNode | TypeExtensionNode
  directives: readonly ConstDirectiveNode[]
  interfaces: readonly string[]
  fields: readonly FieldDefinitionNode[]
  inputFields: readonly InputValueDefinitionNode[]
  values: readonly EnumValueDefinitionNode[]
}

export interface SdlIndex {
  document: DocumentNode
  types: ReadonlyMap<string, SdlType>
  directives: ReadonlyMap<string, DirectiveDefinitionNode>
}

/** All files as one document. A file with a syntax error is left out and is a problem. */
export function indexSdl(files: readonly SdlFile[]): { index: SdlIndex; problems: Problem[] } {
  const problems: Problem[] = []
  const definitions = files.flatMap((file) => parseFile(file, problems))
  const types = new Map<string, SdlType>()
  const directives = new Map<string, DirectiveDefinitionNode>()
  for (const node of definitions) {
    if (node.kind === Kind.DIRECTIVE_DEFINITION) directives.set(node.name.value, node)
    else if (isType(node)) types.set(node.name.value, mergeType(types.get(node.name.value), node))
  }
  return { index: { document: { kind: Kind.DOCUMENT, definitions }, types, directives }, problems }
}

/** The name under lists and `!`. */
export function namedTypeOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedTypeOf(type.type)
}

export function isListType(type: TypeNode): boolean {
  return type.kind === Kind.NON_NULL_TYPE ? isListType(type.type) : type.kind === Kind.LIST_TYPE
}

/** What a connection type is of: `BookingConnection` → edges → node → `Booking`; null for other types. */
export function connectionNodeOf(index: SdlIndex, typeName: string): string | null {
  if (!typeName.endsWith('Connection')) return null
  const edges = index.types.get(typeName)?.fields.find((field) => field.name.value === 'edges')
  const edge = edges && index.types.get(namedTypeOf(edges.type))
  const node = edge?.fields.find((field) => field.name.value === 'node')
  return node ? namedTypeOf(node.type) : null
}

export function isEntity(index: SdlIndex, typeName: string): boolean {
  const directives = index.types.get(typeName)?.directives ?? []
  return directives.some((directive) => directive.name.value === 'entity')
}

function parseFile({ path, text }: SdlFile, problems: Problem[]): readonly DefinitionNode[] {
  // An empty file of a company is no mistake; graphql calls it a syntax error.
  if (text.replaceAll(/#.*|[\s,\uFEFF]+/g, '') === '') return []
  try {
    return parse(new Source(text, path)).definitions
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    const line = error.locations?.[0]?.line ?? 1
    problems.push({
      file: path,
      line,
      message: `${error.message.replace(/\.$/, '')}: correct the syntax here`,
    })
    return []
  }
}

function isType(node: DefinitionNode): node is TypeDefinitionNode | TypeExtensionNode {
  return /Type(?:Definition|Extension)$/.test(node.kind)
}

function mergeType(known: SdlType | undefined, node: TypeDefinitionNode | TypeExtensionNode): SdlType {
  const isDefinition = node.kind.endsWith('Definition')
  const isObject = node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION
  const isInterface =
    node.kind === Kind.INTERFACE_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_EXTENSION
  const isInput =
    node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION || node.kind === Kind.INPUT_OBJECT_TYPE_EXTENSION
  const isEnum = node.kind === Kind.ENUM_TYPE_DEFINITION || node.kind === Kind.ENUM_TYPE_EXTENSION
  const kind = isObject ? 'object' : isInterface ? 'interface' : isInput ? 'input' : isEnum ? 'enum' : 'other'
  const interfaces = isObject || isInterface ? (node.interfaces ?? []) : []
  return {
    name: node.name.value,
    kind: known?.kind ?? kind,
    description: ('description' in node ? node.description?.value : known?.description) ?? '',
    node: isDefinition || !known ? node : known.node,
    directives: [...(known?.directives ?? []), ...(node.directives ?? [])],
    interfaces: [...(known?.interfaces ?? []), ...interfaces.map((type) => type.name.value)],
    fields: [...(known?.fields ?? []), ...(isObject || isInterface ? (node.fields ?? []) : [])],
    inputFields: [...(known?.inputFields ?? []), ...(isInput ? (node.fields ?? []) : [])],
    values: [...(known?.values ?? []), ...(isEnum ? (node.values ?? []) : [])],
  }
}
