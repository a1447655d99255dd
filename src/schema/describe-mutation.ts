import type { Catalog, Entity, Mutation, SystemName } from './catalog.ts'

/** `Cancels at: CRS. Who: FRONTDESK, SELF. While CRS is down: refused. Audit: booking.cancelled.` */
export function describeMutation(mutation: Mutation | undefined, catalog: Catalog): string {
  if (!mutation) return ''
  const audit = `Audit: ${mutation.audit}.`
  if (mutation.kind === 'gateway')
    return `Done by the gateway. Who: ${listOf(mutation.access.write)}. ${audit}`
  const entity = catalog.entities.get(mutation.entity)
  if (!entity) return audit
  if (mutation.kind === 'action') {
    const { owner } = entity
    const what = `Operation of the owner: ${owner}${mutation.part === null ? '' : ` (${mutation.part})`}.`
    return `${what} Who: ${listOf(mutation.access.write)}. ${describeDown(entity, [owner])} ${audit}`
  }
  const set = [...(catalog.inputs.get(mutation.input)?.values() ?? [])]
  const owners = new Set(set.flatMap(({ field }) => ownerOf(entity, field) ?? []))
  // What is created begins at its owner.
  const systems = mutation.kind === 'create' ? new Set([entity.owner, ...owners]) : owners
  const what = `${mutation.kind === 'create' ? 'Created' : 'Written'} at the owners: ${listOf([...systems])}.`
  return `${what} Who: whoever may write each field given. ${describeDown(entity, [...systems])} ${audit}`
}

/** Of an input that sets fields: `Owner: ERP. Write: FINANCE. Copied to: CRS.` */
export function inputDescriberOf(
  inputName: string,
  { mutations, entities }: Catalog,
): ((field: string) => string) | undefined {
  const mutation = [...mutations.values()].find((one) => 'input' in one && one.input === inputName)
  const entity = mutation && 'entity' in mutation ? entities.get(mutation.entity) : undefined
  return entity && ((name) => describeSet(entity, name))
}

function describeSet(entity: Entity, name: string): string {
  const field = entity.fields.get(name)
  if (field?.kind !== 'value' && field?.kind !== 'reference') return ''
  const copies =
    field.kind === 'value' && field.copiedTo.length > 0 ? ` Copied to: ${listOf(field.copiedTo)}.` : ''
  return `Owner: ${field.owner}. Write: ${listOf(field.access.write)}.${copies}`
}

/** `While CRM is down: kept for later. While CRS is down: refused.` */
function describeDown({ sources }: Entity, systems: readonly SystemName[]): string {
  const policyOf = (system: SystemName) =>
    sources.find((source) => source.system === system && source.part === null)?.whenDown ?? 'REJECT'
  const by = Map.groupBy(systems, policyOf)
  return (['QUEUE', 'REJECT'] as const)
    .flatMap((policy) => {
      const down = by.get(policy) ?? []
      if (down.length === 0) return []
      return [`While ${down.join(' or ')} is down: ${policy === 'QUEUE' ? 'kept for later' : 'refused'}.`]
    })
    .join(' ')
}

function ownerOf(entity: Entity, name: string): SystemName | undefined {
  const field = entity.fields.get(name)
  return field?.kind === 'value' || field?.kind === 'reference' ? field.owner : undefined
}

function listOf(names: readonly string[]): string {
  return names.join(', ') || 'nobody'
}
