import type { Catalog, Entity, MaskName, RoleName } from '../schema/catalog.ts'
import { conditionsOf, isConditional, type Condition, type Grant } from './grant.ts'
import { createRights, type Rights } from './rights.ts'

/** What one role by itself may do with one field. */
export interface Cell {
  read: boolean
  write: boolean
  /** How the value is shown to a role that sees only part of it; null where it sees all of it, or nothing. */
  mask: MaskName | null
  /** Numbers of the notes that say under which conditions. */
  notes: readonly number[]
}

export interface Section {
  /** `Customer`, `Query` for the root fields that have access lists of their own, `Mutation` for those that do not set fields, `Subscription`. */
  name: string
  rows: readonly { field: string; cells: readonly Cell[] }[]
}

export interface PermissionMatrix {
  roles: readonly RoleName[]
  sections: readonly Section[]
  /** What conditions stand behind the numbers: note 1 is the first. */
  notes: readonly string[]
}

/** Who may see and change what, as it is enforced: derived from the same rights that requests are answered by. Pure. */
export function buildPermissionMatrix(catalog: Catalog, roles: readonly RoleName[]): PermissionMatrix {
  const rights = roles.map((role) =>
    createRights(catalog, { roles: [role], scopes: 'ALL', unrestricted: [] }),
  )
  const notes: string[] = []
  const noteOf = (note: string): number => {
    if (!notes.includes(note)) notes.push(note)
    return notes.indexOf(note) + 1
  }
  const sections = [...catalog.entities.values()].map((entity) => ({
    name: entity.name,
    rows: [...entity.fields.values()].map((field) => ({
      field: field.name,
      cells: rights.map((table) => cellOf(table.of(field), entity, noteOf)),
    })),
  }))
  const followed = [...catalog.subscriptions.values()]
  const operations = [
    rootSection(catalog, rights),
    mutationSection(catalog, rights, noteOf),
    readSection('Subscription', followed, rights, (table, name) => table.mayFollow(name)),
  ]
  return { roles, sections: [...sections, ...operations], notes }
}

function cellOf(
  { read, masked, mask, write }: ReturnType<Rights['of']>,
  entity: Entity,
  noteOf: (note: string) => number,
): Cell {
  const isMasked = read === 'NEVER' && masked !== 'NEVER'
  const conditions = conditionsOf([isMasked ? masked : read, write].filter(isConditional))
  return {
    read: may(read),
    write: may(write),
    mask: isMasked ? mask : null,
    notes: conditions.map((condition) => noteOf(describeCondition(condition, entity))),
  }
}

function rootSection(catalog: Catalog, rights: readonly Rights[]): Section {
  const own = [...catalog.roots.values()].filter(({ kind }) => kind === 'operation' || kind === 'gateway')
  return readSection('Query', own, rights, (table, name) => table.mayAsk(name))
}

function readSection(
  section: string,
  fields: readonly { name: string }[],
  rights: readonly Rights[],
  mayRead: (table: Rights, name: string) => boolean,
): Section {
  return {
    name: section,
    rows: fields.map(({ name }) => ({
      field: name,
      cells: rights.map((table) => ({ read: mayRead(table, name), write: false, mask: null, notes: [] })),
    })),
  }
}

/** What mutations set is in the rows of the entities' fields: here are those that have access lists of their own. */
function mutationSection(
  catalog: Catalog,
  rights: readonly Rights[],
  noteOf: (note: string) => number,
): Section {
  const own = [...catalog.mutations.values()].filter((mutation) => 'access' in mutation)
  return {
    name: 'Mutation',
    rows: own.map((mutation) => ({
      field: mutation.name,
      cells: rights.map((table) => {
        const grant = table.mutation(mutation.name)
        const entity = mutation.kind === 'action' ? catalog.entities.get(mutation.entity) : undefined
        const notes = entity
          ? conditionsOf([grant]).map((condition) => noteOf(describeCondition(condition, entity)))
          : []
        return { read: false, write: may(grant), mask: null, notes }
      }),
    })),
  }
}

function may(grant: Grant): boolean {
  return grant !== 'NEVER'
}

function describeCondition(condition: Condition, { name, self }: Entity): string {
  if (condition.kind === 'rule')
    return `${name}: only where ${condition.key.replace(' of ', ' is among the caller’s ')}`
  return self === 'id' ? `${name}: only the caller` : `${name}: only where ${self} is the caller`
}
