import {
  Kind,
  visit,
  type DocumentNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
} from 'graphql'
import type { Access, Catalog, EntityField, Root, SourceDeclaration } from './catalog.ts'
import { describeMutation, inputDescriberOf } from './describe-mutation.ts'
import { formatDuration } from './duration.ts'

/**
 * The document with each entity field's owner, access and freshness at the end of its description, so that a docs
 * explorer shows them: `Owner: ERP. Read: FINANCE, DEVELOPER. Fresh within 5m.` Pure.
 */
export function describeDocument(document: DocumentNode, catalog: Catalog): DocumentNode {
  const describeType = (node: { name: { value: string }; fields?: readonly FieldDefinitionNode[] }) => {
    const describe = describerOf(node.name.value, catalog)
    return (
      describe && {
        ...node,
        fields: node.fields?.map((field) => withNote(field, describe(field.name.value))),
      }
    )
  }
  const describeInput = (node: { name: { value: string }; fields?: readonly InputValueDefinitionNode[] }) => {
    const describe = inputDescriberOf(node.name.value, catalog)
    return (
      describe && {
        ...node,
        fields: node.fields?.map((field) => withNote(field, describe(field.name.value))),
      }
    )
  }
  return visit(document, {
    ObjectTypeDefinition: describeType,
    ObjectTypeExtension: describeType,
    InputObjectTypeDefinition: describeInput,
    InputObjectTypeExtension: describeInput,
  })
}

/** `Owner: ERP (stock). Read: SALES. Write: SALES. Mask: EMAIL. Always read anew.` */
export function describeField(field: EntityField, catalog: Catalog, entity: string): string {
  switch (field.kind) {
    case 'id':
    case 'sources':
      return `Answered by the gateway. ${describeAccess(field.access)}`
    case 'collection': {
      const inverse = catalog.entities.get(field.entity)?.fields.get(field.inverseOf)
      const part = inverse?.kind === 'reference' ? inverse.part : null
      return describeOwned({ ...field, part }, catalog, field.entity)
    }
    case 'value':
    case 'reference':
      return describeOwned(field, catalog, entity)
  }
}

function describerOf(typeName: string, catalog: Catalog): ((field: string) => string) | undefined {
  if (typeName === 'Query') return (name) => describeRoot(catalog.roots.get(name))
  if (typeName === 'Mutation') return (name) => describeMutation(catalog.mutations.get(name), catalog)
  if (typeName === 'Subscription') {
    return (name) => {
      const root = catalog.subscriptions.get(name)
      return root ? describeAccess(root.access) : ''
    }
  }
  const entity = catalog.entities.get(typeName)
  return (
    entity &&
    ((name) => {
      const field = entity.fields.get(name)
      return field ? describeField(field, catalog, entity.name) : ''
    })
  )
}

function describeRoot(root: Root | undefined): string {
  if (root?.kind === 'operation') return `Owner: ${root.owner}. ${describeAccess(root.access)}`
  return root?.kind === 'gateway' ? describeAccess(root.access) : ''
}

function describeOwned(
  { owner, part, access }: { owner: string; part: string | null; access: Access },
  catalog: Catalog,
  entity: string,
): string {
  const sources = catalog.entities.get(entity)?.sources ?? []
  const source = sources.find((candidate) => candidate.system === owner && candidate.part === part)
  const freshness = describeFreshness(source)
  return `Owner: ${owner}${part === null ? '' : ` (${part})`}. ${describeAccess(access)} ${freshness}`
}

/** `Fresh within 5m; while it is read anew, 1m older; while ERP fails, 1h older.` */
export function describeFreshness(source: SourceDeclaration | undefined): string {
  if (!source?.maxAgeMs) return 'Always read anew.'
  const { system, maxAgeMs, staleWhileRevalidateMs, staleIfErrorMs } = source
  return `${[
    `Fresh within ${formatDuration(maxAgeMs)}`,
    ...(staleWhileRevalidateMs > 0
      ? [`while it is read anew, ${formatDuration(staleWhileRevalidateMs)} older`]
      : []),
    ...(staleIfErrorMs > 0 ? [`while ${system} fails, ${formatDuration(staleIfErrorMs)} older`] : []),
  ].join('; ')}.`
}

function describeAccess({ read, write, mask, masked }: Access): string {
  const sentences = [
    `Read: ${read.join(', ') || 'nobody'}.`,
    ...(write.length > 0 ? [`Write: ${write.join(', ')}.`] : []),
    ...(mask === null ? [] : [`Masked (${mask}): ${masked.join(', ')}.`]),
  ]
  return sentences.join(' ')
}

function withNote<Node extends FieldDefinitionNode | InputValueDefinitionNode>(
  field: Node,
  note: string,
): Node {
  if (note === '') return field
  const written = field.description?.value
  const value = written ? `${written}\n\n${note}` : note
  return { ...field, description: { kind: Kind.STRING, value, block: true } }
}
