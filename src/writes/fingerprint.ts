import { createHash } from 'node:crypto'
import {
  getNullableType,
  isInputObjectType,
  isListType,
  type GraphQLArgument,
  type GraphQLInputType,
} from 'graphql'
import { readDecimal } from '../codecs/numbers.ts'

/**
 * What makes two requests with one idempotency key the same: their coerced arguments, whatever the order of members and
 * however a decimal is written (`1.0`, `1`). A member that is absent is another than one that is null.
 */
export function fingerprintOf(
  parameters: readonly GraphQLArgument[],
  args: Readonly<Record<string, unknown>>,
): string {
  const meant = parameters
    .filter(({ name }) => name !== 'idempotencyKey' && args[name] !== undefined)
    .map(({ name, type }): [string, unknown] => [name, plainForm(args[name], type)])
  return createHash('sha256')
    .update(JSON.stringify(sortEntries(meant)))
    .digest('hex')
}

function plainForm(value: unknown, type: GraphQLInputType): unknown {
  if (value === null) return null
  const inner = getNullableType(type)
  if (isListType(inner)) return (value as unknown[]).map((element) => plainForm(element, inner.ofType))
  if (isInputObjectType(inner)) {
    const fields = inner.getFields()
    const members = Object.entries(value as Record<string, unknown>)
      .filter(([, member]) => member !== undefined)
      .map(([name, member]): [string, unknown] => [
        name,
        fields[name] ? plainForm(member, fields[name].type) : member,
      ])
    return sortEntries(members)
  }
  return 'name' in inner && inner.name === 'Decimal' ? readDecimal(value, 'a decimal number') : value
}

/** Entries, not an object: a member that is called `__proto__` is a member like any other. */
function sortEntries(entries: readonly [string, unknown][]): [string, unknown][] {
  return entries.toSorted(([a], [b]) => (a < b ? -1 : 1))
}
