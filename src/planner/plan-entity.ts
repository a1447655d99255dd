import {
  getNullableType,
  isListType,
  isObjectType,
  type GraphQLObjectType,
  type SelectionSetNode,
} from 'graphql'
import type { Catalog, CollectionField, EntityField, SystemName } from '../schema/catalog.ts'
import { sourceKey } from '../schema/catalog.ts'
import { argumentReader, nodeSelections, objectTypeOf } from './document-fields.ts'
import type { Edge, EntityNode, RecordNeed } from './plan.ts'
import { selectFields, selectionSetsOf, type DocumentScope, type SelectedField } from './select-fields.ts'

export interface PlanScope extends DocumentScope {
  catalog: Catalog
  /** Whether the owner of a field is configured and has it; fields it says no to load nothing. */
  isReadable: (entity: string, field: string) => boolean
}

/** What selections need of an entity: its records, and the edges to follow from them. */
export function planEntity(
  scope: PlanScope,
  entityName: string,
  sets: readonly SelectionSetNode[],
): EntityNode {
  const entity = scope.catalog.entities.get(entityName)
  const type = scope.schema.getType(entityName)
  if (!entity || !isObjectType(type)) throw new Error(`not an entity: ${entityName}`)

  const fieldsByRecord = new Map<string, Set<string>>()
  const edges: Edge[] = []
  const names = new Set<string>()
  for (const selected of selectFields(scope, type, sets)) {
    names.add(selected.name)
    const field = entity.fields.get(selected.name)
    if (!field || !isLoadable(scope, entityName, field)) continue
    if (field.kind === 'collection') edges.push(planCollection(scope, type, field, selected))
    if (field.kind !== 'value' && field.kind !== 'reference') continue
    const key = sourceKey(field.owner, field.part)
    fieldsByRecord.set(key, (fieldsByRecord.get(key) ?? new Set()).add(field.name))
    edges.push(...planReferences(scope, type, { path: [], inList: false }, field, selected))
  }
  const records = entity.sources.flatMap(({ system, part }): RecordNeed[] => {
    const fields = fieldsByRecord.get(sourceKey(system, part))
    return fields ? [{ system, part, fields: [...fields] }] : []
  })
  return {
    entity: entityName,
    needsId: names.has('id'),
    needsLinks: names.has('sources'),
    records,
    edges: mergeReferences(edges),
  }
}

function isLoadable(scope: PlanScope, entity: string, field: EntityField): boolean {
  // A collection is answered by the entities in it: it can be followed when their reference field can be read.
  return field.kind === 'collection'
    ? scope.isReadable(field.entity, field.inverseOf)
    : scope.isReadable(entity, field.name)
}

function planCollection(
  scope: PlanScope,
  type: GraphQLObjectType,
  field: CollectionField,
  selected: SelectedField,
): Edge {
  const definition = type.getFields()[field.name]
  if (!definition) throw new Error(`no field ${type.name}.${field.name}`)
  const sets = nodeSelections(scope, definition, selectionSetsOf(selected.nodes))
  return {
    kind: 'collection',
    field: field.name,
    argumentsText: selected.argumentsText,
    readArguments: argumentReader(definition, selected.nodes),
    owner: field.owner,
    inverseOf: field.inverseOf,
    node: planEntity(scope, field.entity, sets),
  }
}

/** The references in a field's value: the field itself, or any below it in value types. */
function planReferences(
  scope: PlanScope,
  type: GraphQLObjectType,
  above: { path: readonly string[]; inList: boolean },
  owner: { owner: SystemName; part: string | null },
  selected: SelectedField,
): Edge[] {
  const definition = type.getFields()[selected.name]
  const target = objectTypeOf(definition)
  if (!target) return []
  const path = [...above.path, selected.name]
  const inList = above.inList || isListType(getNullableType(definition?.type))
  const sets = selectionSetsOf(selected.nodes)
  if (scope.catalog.entities.has(target.name)) {
    const from = { system: owner.owner, part: owner.part }
    return [{ kind: 'reference', path, from, inList, node: planEntity(scope, target.name, sets) }]
  }
  return selectFields(scope, target, sets).flatMap((inner) =>
    planReferences(scope, target, { path, inList }, owner, inner),
  )
}

/** `a: lines { item { sku } } b: lines { item { name } }` reach the same reference: one edge needs both. */
function mergeReferences(edges: readonly Edge[]): Edge[] {
  const merged = new Map<string, Edge>()
  const rest: Edge[] = []
  for (const edge of edges) {
    if (edge.kind === 'collection') {
      rest.push(edge)
      continue
    }
    const key = `${sourceKey(edge.from.system, edge.from.part)}:${edge.path.join('.')}`
    const other = merged.get(key)
    merged.set(key, other ? { ...edge, node: mergeNodes(other.node, edge.node) } : edge)
  }
  return [...merged.values(), ...rest]
}

function mergeNodes(a: EntityNode, b: EntityNode): EntityNode {
  const records = new Map<string, RecordNeed>()
  for (const need of [...a.records, ...b.records]) {
    const key = sourceKey(need.system, need.part)
    const fields = new Set([...(records.get(key)?.fields ?? []), ...need.fields])
    records.set(key, { ...need, fields: [...fields] })
  }
  return {
    entity: a.entity,
    needsId: a.needsId || b.needsId,
    needsLinks: a.needsLinks || b.needsLinks,
    records: [...records.values()],
    edges: mergeReferences([...a.edges, ...b.edges]),
  }
}
