import type { JsonObject } from '../kit/parse-object.ts'
import { isObject, parseObject } from '../kit/parse-object.ts'
import type { SimulatorRequest } from '../kit/simulator.ts'
import { invalid, invalidJson } from './failures.ts'

export const maxBatchInputs = 100

export interface BatchInput {
  id: string
  idProperty: string | undefined
  traceId: string | undefined
  properties: Record<string, string>
}

export function readBody(request: SimulatorRequest): JsonObject {
  const body = parseObject(request.body)
  if (!body) throw invalidJson('the body must be a JSON object')
  return body
}

/** `properties` of a write: text values only, as the vendor's parser insists. */
export function readProperties(body: JsonObject): Record<string, string> {
  const properties = body.properties
  if (!isObject(properties)) throw invalidJson('"properties" must be an object')
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value !== 'string') throw invalidJson(`the value of "${name}" must be a string`)
  }
  return properties as Record<string, string>
}

/** @param needs what each input must have */
export function readInputs(body: JsonObject, needs: { id: boolean; properties: boolean }): BatchInput[] {
  const inputs = body.inputs
  if (!Array.isArray(inputs)) throw invalidJson('"inputs" must be an array')
  if (inputs.length > maxBatchInputs) {
    throw invalid(
      `The maximum number of inputs supported in a batch request is ${maxBatchInputs}. Got ${inputs.length}`,
    )
  }
  return inputs.map((input: unknown) => {
    if (!isObject(input)) throw invalidJson('an input must be an object')
    const id = readText(input, 'id')
    if (needs.id && id === undefined) throw invalidJson('an input needs "id"')
    return {
      id: id ?? '',
      idProperty: readText(input, 'idProperty'),
      traceId: readText(input, 'objectWriteTraceId'),
      properties: needs.properties ? readProperties(input) : {},
    }
  })
}

export function readText(body: JsonObject, member: string): string | undefined {
  const value = body[member]
  if (value !== undefined && typeof value !== 'string') throw invalidJson(`"${member}" must be a string`)
  return value
}

export function readNames(body: JsonObject, member: string): string[] {
  const value = body[member]
  if (value === undefined) return []
  if (!Array.isArray(value) || value.some((name) => typeof name !== 'string')) {
    throw invalidJson(`"${member}" must be an array of strings`)
  }
  return value as string[]
}

/** Property names of a query string: repeated, or separated by commas. */
export function readQueryNames(query: URLSearchParams): string[] {
  return query
    .getAll('properties')
    .flatMap((names) => names.split(','))
    .filter(Boolean)
}

export function readLimit(value: unknown, max: number): number {
  if (value === undefined || value === null) return 10
  const limit = Number(value)
  if (!Number.isInteger(limit) || limit < 0 || limit > max) {
    throw invalid(`The limit must be a whole number up to ${max}`)
  }
  return limit
}
