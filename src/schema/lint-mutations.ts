import { print, type FieldDefinitionNode } from 'graphql'
import type { Catalog, Mutation } from './catalog.ts'
import { problemAt, type Problem } from './problem.ts'
import { argumentNode, findDirective } from './read-directive.ts'
import { entitySetBy } from './read-input.ts'
import { namedTypeOf, type SdlIndex, type SdlType } from './sdl-index.ts'
import { adviseName } from './suggest-name.ts'

interface Declared {
  name: string
  field: FieldDefinitionNode
  mutation: Mutation
  payload: SdlType | undefined
  /** Answers with a write that was there before, e.g. `retryWrite`: it makes none of its own. */
  isOfWrite: boolean
}

/** Mutations that could not be carried out as declared, not be repeated without harm, or not be answered with receipts. */
export function lintMutations(index: SdlIndex, catalog: Catalog): Problem[] {
  return (index.types.get('Mutation')?.fields ?? []).flatMap((field) => {
    const mutation = catalog.mutations.get(field.name.value)
    if (!mutation) return []
    const name = `Mutation.${mutation.name}`
    const payload = index.types.get(namedTypeOf(field.type))
    const isOfWrite = mutation.kind === 'gateway' && memberType(payload, 'write') === 'Write'
    const declared: Declared = { name, field, mutation, payload, isOfWrite }
    return [
      ...lintPayload(declared),
      ...lintArguments(declared),
      ...lintInput(declared, index),
      ...lintPart(declared, catalog),
    ]
  })
}

function lintPayload({ name, field, mutation, payload, isOfWrite }: Declared): Problem[] {
  // That a list or `!` is too strict, lint-nullability.ts says.
  if (payload?.kind !== 'object') {
    const fix = 'answer with an object type that has writeId, receipts and userErrors'
    return [problemAt(field, `${name} answers with ${print(field.type)}, which is no payload: ${fix}`)]
  }
  const expected = {
    ...(isOfWrite ? {} : { writeId: 'ID!', receipts: '[Receipt!]!' }),
    userErrors: '[UserError!]!',
  }
  const missing = Object.entries(expected)
    .filter(([member, type]) => memberType(payload, member) !== type)
    .map(([member, type]) => `${member}: ${type}`)
  if (mutation.kind !== 'gateway' && mutation.payloadField === null)
    missing.push(`a field of ${mutation.entity}`)
  return missing.map((what) =>
    problemAt(payload.node, `${payload.name}, which ${name} answers with, lacks ${what}: add it`),
  )
}

/** What every mutation of a kind takes, and what those that set fields may take besides. */
function lintArguments({ name, field, mutation, isOfWrite }: Declared): Problem[] {
  const isOfOne = mutation.kind === 'update' || mutation.kind === 'action'
  const setsFields = mutation.kind === 'create' || mutation.kind === 'update'
  const wanted: Readonly<Record<string, string>> = {
    ...(isOfOne ? { id: 'ID!' } : {}),
    ...(isOfWrite ? {} : { idempotencyKey: 'String' }),
  }
  const optional: Readonly<Record<string, string>> = {
    ...(mutation.kind === 'update' ? { ifVersion: '[VersionInput!]' } : {}),
    ...(setsFields ? { notAfter: 'DateTime' } : {}),
  }
  const given = field.arguments ?? []
  const missing = Object.keys(wanted).filter((one) => !given.some((argument) => argument.name.value === one))
  const known = [...Object.keys(wanted), ...Object.keys(optional), ...(setsFields ? ['input'] : [])]
  return [
    ...missing.map((one) =>
      problemAt(field, `${name} lacks the argument ${one}: add ${one}: ${wanted[one]}`),
    ),
    ...given.flatMap((argument) => {
      const one = argument.name.value
      const type = wanted[one] ?? optional[one]
      if (type !== undefined && print(argument.type) !== type)
        return [problemAt(argument, `${name}(${one}:) is ${print(argument.type)}: write ${type}`)]
      return setsFields && !known.includes(one)
        ? [problemAt(argument, `nothing reads ${name}(${one}:): ${adviseName(one, known)}`)]
        : []
    }),
  ]
}

/** `input: X!`, and X sets fields of the same entity. */
function lintInput({ name, field, mutation }: Declared, index: SdlIndex): Problem[] {
  if (mutation.kind !== 'create' && mutation.kind !== 'update') return []
  const argument = field.arguments?.find((one) => one.name.value === 'input')
  if (!argument) return [problemAt(field, `${name} has nothing to set: add input: ...Input!`)]
  const input = index.types.get(mutation.input)
  const entity = entitySetBy(input)
  if (input?.kind !== 'input' || print(argument.type) !== `${input.name}!`) {
    const fix = 'write one input type, with !'
    return [problemAt(argument, `${name}(input:) is ${print(argument.type)}: ${fix}`)]
  }
  if (entity === null) {
    const fix = `add @sets(entity: "${mutation.entity}") to it`
    return [problemAt(input.node, `${name} takes ${input.name}, which does not say what it sets: ${fix}`)]
  }
  if (entity === mutation.entity) return []
  const what = `${name} changes ${mutation.entity}, and takes ${input.name}, which sets fields of ${entity}`
  return [problemAt(argument, `${what}: take one of ${mutation.entity}`)]
}

/** The part that an action is about is one that the owner has. */
function lintPart({ name, field, mutation }: Declared, { entities }: Catalog): Problem[] {
  if (mutation.kind !== 'action' || mutation.part === null) return []
  const entity = entities.get(mutation.entity)
  const parts = (entity?.sources ?? []).flatMap(({ system, part }) =>
    system === entity?.owner && part !== null ? [part] : [],
  )
  const directive = findDirective(field, 'mutation')
  if (!directive || parts.includes(mutation.part)) return []
  const what = `${name} is about part "${mutation.part}", which ${mutation.entity} has not of its owner`
  const fix = parts.length > 0 ? adviseName(mutation.part, parts) : 'remove part'
  return [problemAt(argumentNode(directive, 'part'), `${what}: ${fix}`)]
}

function memberType(type: SdlType | undefined, name: string): string | undefined {
  const member = type?.fields.find((one) => one.name.value === name)
  return member && print(member.type)
}
