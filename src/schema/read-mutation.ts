import type { ConstDirectiveNode, FieldDefinitionNode } from 'graphql'
import type { Access, Entity, Mutation } from './catalog.ts'
import { locationOf, problemAt } from './problem.ts'
import { noAccess, readAccess } from './read-access.ts'
import { argumentNode, findDirective, readEnum, readString, type Reading } from './read-directive.ts'
import { namedTypeOf } from './sdl-index.ts'
import { adviseName } from './suggest-name.ts'

/** What a field of `Mutation` does; null when that cannot be said, with the problem. */
export function readMutation(
  field: FieldDefinitionNode,
  entities: ReadonlyMap<string, Entity>,
  reading: Reading,
): Mutation | null {
  const name = field.name.value
  const directive = findDirective(field, 'mutation')
  if (!directive) {
    const fix = 'add @mutation(does: ..., entity: "...", audit: "...")'
    reading.problems.push(
      problemAt(field, `Mutation.${name} says neither what it does nor what the audit calls it: ${fix}`),
    )
    return null
  }
  const does = readEnum(reading, directive, 'does', 'MutationKind')
  const mutation = {
    name,
    declaredAt: locationOf(field),
    audit: readAudit(name, directive, reading),
    payload: namedTypeOf(field.type),
    payloadField: null,
  }
  const access = readAccess(`Mutation.${name}`, field, reading)
  if (does === null) return null
  if (does === 'GATEWAY') {
    return { ...mutation, kind: 'gateway', access: access ?? refuseNoAccess(field, reading) }
  }
  const entity = readEntityName(name, directive, does, entities, reading)
  if (entity === null) return null
  const place = { ...mutation, entity, payloadField: payloadFieldOf(field, entity, reading) }
  if (does === 'ACTION') {
    const action = readString(reading, directive, 'action')
    if (action === null) {
      const fix = `add action: "...", its owner's name of it, to @mutation`
      reading.problems.push(
        problemAt(directive, `Mutation.${name} does not say which operation it is: ${fix}`),
      )
      return null
    }
    return {
      ...place,
      kind: 'action',
      action,
      part: readString(reading, directive, 'part'),
      references: referencesOf(field, entity),
      access: access ?? refuseNoAccess(field, reading),
    }
  }
  if (access) {
    const message = `Mutation.${name} has an access of its own, and the fields that it sets say who may: remove @access`
    reading.problems.push(problemAt(findDirective(field, 'access') ?? field, message))
  }
  return { ...place, kind: does === 'CREATE' ? 'create' : 'update', input: readInputName(field) }
}

/** Dotted lower-case words, since it is searched for. */
function readAudit(name: string, directive: ConstDirectiveNode, reading: Reading): string {
  const audit = readString(reading, directive, 'audit') ?? ''
  // That it is missing altogether, GraphQL's own validation says.
  const isGiven = directive.arguments?.some((argument) => argument.name.value === 'audit') ?? false
  if (isGiven && !/^[a-z]\w*(?:\.[a-z]\w*)+$/.test(audit)) {
    const fix = 'write what it is about and what happened, e.g. "customer.updated"'
    const message = `Mutation.${name} is called "${audit}" in the audit: ${fix}`
    reading.problems.push(problemAt(argumentNode(directive, 'audit'), message))
  }
  return audit
}

function readEntityName(
  name: string,
  directive: ConstDirectiveNode,
  does: string,
  entities: ReadonlyMap<string, Entity>,
  reading: Reading,
): string | null {
  const entity = readString(reading, directive, 'entity')
  if (entity !== null && entities.has(entity)) return entity
  const message =
    entity === null
      ? `Mutation.${name} does ${does}, and does not say to what: add entity: "..." to @mutation`
      : `Mutation.${name} names ${entity}, which is no entity: ${adviseName(entity, entities.keys())}`
  reading.problems.push(problemAt(argumentNode(directive, 'entity'), message))
  return null
}

function refuseNoAccess(field: FieldDefinitionNode, reading: Reading): Access {
  const message = `Mutation.${field.name.value} says nobody may do it: add @access(write: [...])`
  reading.problems.push(problemAt(field, message))
  return noAccess
}

/** The field of the payload that holds the entity. */
function payloadFieldOf(field: FieldDefinitionNode, entity: string, { index }: Reading): string | null {
  const payload = index.types.get(namedTypeOf(field.type))
  return payload?.fields.find((member) => namedTypeOf(member.type) === entity)?.name.value ?? null
}

/** Its argument `input`; that there is one, and what it may be, lint-mutations.ts says. */
function readInputName(field: FieldDefinitionNode): string {
  const input = field.arguments?.find((argument) => argument.name.value === 'input')
  return input ? namedTypeOf(input.type) : ''
}

/** An action's other ids are of entities of the same kind, e.g. the duplicate in a merge. */
function referencesOf(field: FieldDefinitionNode, entity: string): ReadonlyMap<string, string> {
  const named = (field.arguments ?? []).filter(
    ({ name, type }) => name.value !== 'id' && namedTypeOf(type) === 'ID',
  )
  return new Map(named.map(({ name }) => [name.value, entity]))
}
