import {
  getNullableType,
  isListType,
  isObjectType,
  type GraphQLObjectType,
  type SelectionSetNode,
} from 'graphql'
import { conditionsOf, isSameGrant, joinGrants, type Grant } from '../auth/grant.ts'
import type { Rights } from '../auth/rights.ts'
import type { Catalog, CollectionField, EntityField, SystemName } from '../schema/catalog.ts'
import { sourceKey } from '../schema/catalog.ts'
import { argumentReader, nodeSelections, objectTypeOf } from './document-fields.ts'
import type { Edge, EntityNode, RecordNeed } from './plan.ts'
import { selectFields, selectionSetsOf, type DocumentScope, type SelectedField } from './select-fields.ts'
import { readingOf } from './reading-of.ts'

export interface PlanScope extends DocumentScope {
  catalog: Catalog
  /** Whether the owner of a field is configured and has it; fields it says no to load nothing. */
  isReadable: (entity: string, field: string) => boolean
  rights: Rights
  /** Told of everything selected that is never permitted: `Customer.creditLimit`. */
  onDenied: (coordinate: string) => void
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

  const grantsByRecord = new Map<string, Map<string, Grant>>()
  const edges: Edge[] = []
  const names = new Set<string>()
  /** Both ways to see each field: where one has no condition, the other still decides how it is seen. */
  const grants: Grant[] = []
  const selected = selectFields(scope, type, sets)
  for (const one of selected) {
    const field = entity.fields.get(one.name)
    if (!field) continue
    const { read, masked, seen: granted } = scope.rights.of(field)
    if (granted === 'NEVER') {
      scope.onDenied(`${entityName}.${field.name}`)
      continue
    }
    names.add(field.name)
    grants.push(read, masked)
    if (!isLoadable(scope, entityName, field)) continue
    if (field.kind === 'collection') edges.push(planCollection(scope, type, field, one))
    if (field.kind !== 'value' && field.kind !== 'reference') continue
    const key = sourceKey(field.owner, field.part)
    grantsByRecord.set(key, (grantsByRecord.get(key) ?? new Map<string, Grant>()).set(field.name, granted))
    edges.push(...planReferences(scope, { type, path: [], inList: false, from: { ...field, granted } }, one))
  }
  const { visible } = scope.rights.entity(entityName)
  const records = entity.sources.flatMap(({ system, part }): RecordNeed[] => {
    const fields = grantsByRecord.get(sourceKey(system, part))
    if (!fields) return []
    const granted = joinGrants(fields.values())
    return [
      {
        system,
        part,
        fields: [...fields.keys()],
        granted: isSameGrant(granted, visible) ? visible : granted,
      },
    ]
  })
  return {
    entity: entityName,
    needsId: names.has('id'),
    needsLinks: names.has('sources'),
    needsPendingWrites: selected.some((one) => one.name === 'sources' && asksPendingWrites(scope, type, one)),
    visible,
    conditions: conditionsOf([visible, ...grants]),
    ...readingOf(records, mergeReferences(edges)),
  }
}

function asksPendingWrites(
  scope: PlanScope,
  type: GraphQLObjectType,
  { name, nodes }: SelectedField,
): boolean {
  const source = objectTypeOf(type.getFields()[name])
  const members = source ? selectFields(scope, source, selectionSetsOf(nodes)) : []
  return members.some((member) => member.name === 'pendingWrites')
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
  const inside = selectionSetsOf(selected.nodes)
  const sets = field.atMost === null ? nodeSelections(scope, definition, inside) : inside
  return {
    kind: 'collection',
    granted: scope.rights.of(field).seen,
    field: field.name,
    argumentsText: selected.argumentsText,
    readArguments: argumentReader(definition, selected.nodes),
    owner: field.owner,
    inverseOf: field.inverseOf,
    atMost: field.atMost,
    node: planEntity(scope, field.entity, sets),
  }
}

interface ValuePlace {
  /** The type that has the selected field: the entity's, or a value type inside its values. */
  type: GraphQLObjectType
  /** Fields from the entity's to it; a list among them holds many. */
  path: readonly string[]
  inList: boolean
  /** The field of the entity, and where its value is. */
  from: { owner: SystemName; part: string | null; granted: Grant }
}

/** The references in a field's value: the field itself, or any below it in value types. */
function planReferences(
  scope: PlanScope,
  { type, path: above, inList: aboveInList, from }: ValuePlace,
  selected: SelectedField,
): Edge[] {
  const definition = type.getFields()[selected.name]
  const target = objectTypeOf(definition)
  if (!target) return []
  const path = [...above, selected.name]
  const inList = aboveInList || isListType(getNullableType(definition?.type))
  const sets = selectionSetsOf(selected.nodes)
  if (scope.catalog.entities.has(target.name)) {
    if (scope.rights.entity(target.name).visible === 'NEVER') {
      scope.onDenied(`${type.name}.${selected.name}`)
      return []
    }
    const { owner: system, part, granted } = from
    return [
      {
        kind: 'reference',
        path,
        from: { system, part },
        granted,
        inList,
        node: planEntity(scope, target.name, sets),
      },
    ]
  }
  return selectFields(scope, target, sets).flatMap((inner) =>
    planReferences(scope, { type: target, path, inList, from }, inner),
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
    const granted = joinGrants([edge.granted, ...(other ? [other.granted] : [])])
    merged.set(key, other ? { ...edge, granted, node: mergeNodes(other.node, edge.node) } : edge)
  }
  return [...merged.values(), ...rest]
}

function mergeNodes(a: EntityNode, b: EntityNode): EntityNode {
  const records = new Map<string, RecordNeed>()
  for (const need of [...a.records, ...b.records]) {
    const key = sourceKey(need.system, need.part)
    const other = records.get(key)
    const fields = new Set([...(other?.fields ?? []), ...need.fields])
    const granted = joinGrants([need.granted, ...(other ? [other.granted] : [])])
    records.set(key, { ...need, fields: [...fields], granted })
  }
  return {
    entity: a.entity,
    needsId: a.needsId || b.needsId,
    needsLinks: a.needsLinks || b.needsLinks,
    needsPendingWrites: a.needsPendingWrites || b.needsPendingWrites,
    visible: a.visible,
    conditions: conditionsOf([[a.conditions, b.conditions]]),
    ...readingOf([...records.values()], mergeReferences([...a.edges, ...b.edges])),
  }
}
