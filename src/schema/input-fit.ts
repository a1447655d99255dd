import { Kind, print, type TypeNode } from 'graphql'
import { keyTypeOf } from './key-type.ts'
import { isEntity, namedTypeOf, type SdlIndex, type SdlType } from './sdl-index.ts'

/**
 * Why a value of an input's type could not be a field's value, with the fix; null when it can: the same scalar, an id for
 * a reference, an enum's values without UNKNOWN, the shape of a value type or less of it, or what such a value is named by.
 */
export function findMisfit(input: TypeNode, type: TypeNode, index: SdlIndex): string | null {
  const [given, wanted] = [nullableOf(input), nullableOf(type)]
  if (wanted.kind === Kind.LIST_TYPE) {
    if (given.kind !== Kind.LIST_TYPE) return 'make it a list'
    const isLoose = wanted.type.kind === Kind.NON_NULL_TYPE && given.type.kind !== Kind.NON_NULL_TYPE
    return isLoose
      ? `write [${print(given.type)}!], no element may be null`
      : findMisfit(given.type, wanted.type, index)
  }
  if (given.kind === Kind.LIST_TYPE) return 'make it a single value'
  return findNamedMisfit(namedTypeOf(given), namedTypeOf(wanted), type, index)
}

function findNamedMisfit(given: string, wanted: string, type: TypeNode, index: SdlIndex): string | null {
  const [input, value] = [index.types.get(given), index.types.get(wanted)]
  if (isEntity(index, wanted))
    return given === 'ID' ? null : 'write ID, the canonical id of what it refers to'
  if (value?.kind === 'enum') return findEnumMisfit(given, input, value)
  if (value?.kind !== 'object') return given === wanted ? null : `write ${wanted}`
  if (input?.kind === 'input') return findShapeMisfit(input, value, index)
  const key = keyTypeOf(type, index)
  if (key !== null) return given === key ? null : `write ${key}, or an input type with members of ${wanted}`
  return `write an input type with members of ${wanted}`
}

/** What a system holds and the gateway does not know is UNKNOWN; no system can be given it. */
function findEnumMisfit(given: string, input: SdlType | undefined, value: SdlType): string | null {
  const known = value.values.map(({ name }) => name.value).filter((name) => name !== 'UNKNOWN')
  const fix = `write an enum of values of ${value.name} without UNKNOWN`
  if (input?.kind !== 'enum') return fix
  const strangers = input.values.map(({ name }) => name.value).filter((name) => !known.includes(name))
  return strangers.length === 0
    ? null
    : `${given} has ${strangers.join(', ')}, which the field cannot be given: ${fix}`
}

/** Members may be left out; those that are there are members of the value, and never null where the value's are not. */
function findShapeMisfit(input: SdlType, value: SdlType, index: SdlIndex): string | null {
  for (const member of input.inputFields) {
    const name = member.name.value
    const held = value.fields.find((field) => field.name.value === name)
    if (!held) return `${value.name} has no ${name}: remove it from ${input.name}`
    if (held.type.kind === Kind.NON_NULL_TYPE && member.type.kind !== Kind.NON_NULL_TYPE)
      return `${value.name}.${name} is never null: make ${name} of ${input.name} required`
    const misfit = findMisfit(member.type, held.type, index)
    if (misfit !== null) return `${input.name}.${name}, which becomes ${value.name}.${name}: ${misfit}`
  }
  return null
}

function nullableOf(type: TypeNode): Exclude<TypeNode, { kind: Kind.NON_NULL_TYPE }> {
  return type.kind === Kind.NON_NULL_TYPE ? type.type : type
}
