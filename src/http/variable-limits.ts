import { GatewayError } from '../errors/gateway-error.ts'

/** Most values in the variables of a request, and most keys of one object: inputs of the schema have some 20. */
const maxValues = 5_000
const maxKeys = 200
const maxDepth = 20

/**
 * Refuses variables whose size alone is an attack: graphql-js prints a value that it refuses, with all of its keys, once for
 * each thing that is wrong with it.
 *
 * @throws GatewayError BAD_USER_INPUT
 */
export function refuseLargeVariables(variables: Readonly<Record<string, unknown>>): void {
  const waiting: { value: unknown; depth: number }[] = [{ value: variables, depth: 0 }]
  let values = 0
  for (let at = waiting.pop(); at; at = waiting.pop()) {
    const { value, depth } = at
    if (typeof value !== 'object' || value === null) continue
    const isList = Array.isArray(value)
    const inside: unknown[] = isList ? value : Object.values(value)
    values += inside.length
    if (values > maxValues) throw tooLarge(`hold more than ${maxValues} values`)
    if (depth > maxDepth) throw tooLarge(`are nested deeper than ${maxDepth} levels`)
    // The variables themselves are as many as the document has use for.
    if (!isList && depth > 0 && inside.length > maxKeys)
      throw tooLarge(`have an object with more than ${maxKeys} keys`)
    for (const each of inside) waiting.push({ value: each, depth: depth + 1 })
  }
}

function tooLarge(what: string): GatewayError {
  return new GatewayError('BAD_USER_INPUT', `The variables ${what}. Send less at once.`)
}
