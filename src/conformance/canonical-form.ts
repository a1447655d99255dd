import { isDeepStrictEqual } from 'node:util'
import {
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql'
import type { EntityField } from '../schema/catalog.ts'
import { BadValue, Reference, type SourceRecord } from '../datasources/source-record.ts'

/** How a record's values differ from what the SDL says their canonical form is; empty when they do not. */
export function formProblems(
  schema: GraphQLSchema,
  entity: string,
  fields: readonly EntityField[],
  record: SourceRecord,
): string[] {
  const type = schema.getType(entity)
  if (!isObjectType(type)) throw new Error(`the SDL has no type ${entity}`)
  return fields.flatMap(({ name }) => {
    if (!Object.hasOwn(record.values, name)) return []
    const declared = type.getFields()[name]
    if (!declared) return [`${entity}.${name}: not in the SDL`]
    return problemsOf(declared.type, record.values[name], `${entity}(${record.externalId}).${name}`)
  })
}

function problemsOf(type: GraphQLOutputType, value: unknown, place: string): string[] {
  if (isNonNullType(type)) {
    const isMissing = value === null || value === undefined || value instanceof BadValue
    return isMissing ? [`${place}: must be there`] : problemsOf(type.ofType, value, place)
  }
  if (value === null || value instanceof BadValue) return []
  if (value === undefined) return [`${place}: undefined`]
  if (isListType(type)) {
    if (!Array.isArray(value)) return [`${place}: no list`]
    return value.flatMap((item, index) => problemsOf(type.ofType, item, `${place}[${index}]`))
  }
  if (isObjectType(type)) {
    const isEntity = type.getInterfaces().some(({ name }) => name === 'Node')
    if (isEntity) return value instanceof Reference ? [] : [`${place}: no reference`]
    if (typeof value !== 'object') return [`${place}: no object`]
    const members = type.getFields()
    const unknown = Object.keys(value).filter((name) => !members[name])
    return [
      ...unknown.map((name) => `${place}.${name}: not in ${type.name}`),
      ...Object.entries(members).flatMap(([name, member]) =>
        problemsOf(member.type, (value as Record<string, unknown>)[name], `${place}.${name}`),
      ),
    ]
  }
  if (isEnumType(type)) {
    const isMember = typeof value === 'string' && type.getValue(value)
    return isMember ? [] : [`${place}: ${JSON.stringify(value)} is no ${type.name}`]
  }
  if (!isScalarType(type)) return [`${place}: unexpected type ${String(type)}`]
  try {
    return isDeepStrictEqual(type.serialize(value), value) ? [] : [`${place}: not as ${type.name} gives it`]
  } catch {
    return [`${place}: ${JSON.stringify(value)} is no ${type.name}`]
  }
}
