import { Kind, type TypeNode } from 'graphql'
import { isListType, namedTypeOf, type SdlIndex } from './sdl-index.ts'

/**
 * What a value is named by: itself if it is a scalar or enum; a value type by its one required member (a property by its
 * code); lists and other value types (money has two: 5 EUR or 5 JPY) by nothing, null.
 */
export function keyTypeOf(type: TypeNode, index: SdlIndex): string | null {
  if (isListType(type)) return null
  const value = index.types.get(namedTypeOf(type))
  if (value?.kind !== 'object') return namedTypeOf(type)
  const required = value.fields.filter((field) => field.type.kind === Kind.NON_NULL_TYPE)
  const [only] = required
  return only && required.length === 1 && !isListType(only.type) ? namedTypeOf(only.type) : null
}
