import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import { specsFolder } from '../../../support/needs.ts'
import type { VendorSpec, WireRequest } from '../../../support/vendor-spec.ts'

type Json = Record<string, unknown>

interface Parameter extends Json {
  name: string
  in: 'query' | 'header' | 'path' | 'body' | 'formData'
  required?: boolean
  type?: string
  collectionFormat?: string
  schema?: Json
}

interface Route {
  api: string
  method: string
  path: RegExp
  parameters: readonly Parameter[]
  responses: Record<string, Json>
}

const apis = ['oauth', 'crm', 'rsv', 'par', 'int'] as const

/**
 * Oracle's own description of the OHIP APIs as a judge. Undocumented properties and parameters are refused.
 * Where the vendor's schemas contradict the vendor's own examples, replies are read leniently:
 *
 * - `format: date-time` on time stamps that are property-local, without a zone, with a blank for the T.
 * - `maxLength: 8` on texts of `format: date`, which have ten characters.
 */
export function createOhipSpec(): VendorSpec {
  const strict = createAjv()
  const lenient = createAjv()
  const localTimestamp = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d$/
  lenient.addFormat('date-time', { validate: (text: string) => localTimestamp.test(text) })
  const routes = apis.flatMap((api) => {
    const file = join(specsFolder, 'oracle-ohip', `${api}.json`)
    const document = JSON.parse(readFileSync(file, 'utf8')) as Json
    const definitions = closeSchemas(document.definitions) as Json
    strict.addSchema({ $id: `${api}.json`, definitions })
    lenient.addSchema({ $id: `${api}.json`, definitions: dropDateLengths(definitions) as Json })
    return routesOf(api, document)
  })

  const find = ({ method, path }: WireRequest) =>
    routes.find((route) => route.method === method && route.path.test(path))

  return {
    requestProblems(request) {
      const route = find(request)
      if (!route) return [`${request.method} ${request.path}: no such operation`]
      return [...parameterProblems(strict, route, request), ...bodyProblems(strict, route, request)]
    },
    replyProblems(request, { status, body }) {
      const route = find(request)
      const response = route?.responses[String(status)]
      // Only the gateway in front of OPERA answers 429, and only the description of OPERA itself is given.
      if (status === 429) return []
      if (!route || !response) return [`${request.method} ${request.path}: ${status} is not described`]
      const schema = response.schema as Json | undefined
      if (!schema) return status === 204 && body !== undefined ? ['204 with a body'] : []
      return judge(compile(lenient, route.api, schema), body, 'reply')
    },
  }
}

function createAjv(): Ajv {
  const ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false })
  addFormats.default(ajv)
  return ajv
}

function routesOf(api: string, document: Json): Route[] {
  const base = String(document.basePath)
  return Object.entries(document.paths as Record<string, Json>).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([method, value]) => {
      if (method === 'parameters') return []
      const operation = value as { parameters?: Json[]; responses: Record<string, Json> }
      const parameters = (operation.parameters ?? []).map((one) => resolve(document, one) as Parameter)
      const responses = Object.fromEntries(
        Object.entries(operation.responses).map(([status, one]) => [status, resolve(document, one)]),
      )
      const pattern = (base + path).replaceAll(/\{[^}]+\}/g, '[^/]+')
      return [{ api, method: method.toUpperCase(), path: new RegExp(`^${pattern}$`), parameters, responses }]
    }),
  )
}

function resolve(document: Json, value: Json): Json {
  const pointer = value.$ref
  if (typeof pointer !== 'string') return value
  const steps = pointer.slice(2).split('/')
  return steps.reduce<Json>((node, step) => node[step.replaceAll('~1', '/')] as Json, document)
}

function parameterProblems(ajv: Ajv, route: Route, request: WireRequest): string[] {
  const problems: string[] = []
  const form = new URLSearchParams(request.body)
  const documented = (place: string) => route.parameters.filter((one) => one.in === place)
  const sources = { query: request.query, formData: form }
  for (const [place, source] of Object.entries(sources)) {
    if (place === 'formData' && documented('formData').length === 0) continue
    for (const name of new Set(source.keys())) {
      if (!documented(place).some((one) => one.name === name)) problems.push(`unknown ${place} ${name}`)
    }
    for (const parameter of documented(place)) {
      const values = source.getAll(parameter.name)
      if (values.length === 0 && parameter.required) problems.push(`${place} ${parameter.name} is missing`)
      if (values.length > 0) problems.push(...valueProblems(ajv, parameter, values))
    }
  }
  for (const parameter of documented('header')) {
    const value = request.headers[parameter.name.toLowerCase()]
    if (value === undefined && parameter.required) problems.push(`header ${parameter.name} is missing`)
    if (value !== undefined) problems.push(...valueProblems(ajv, parameter, [value]))
  }
  return problems
}

function valueProblems(ajv: Ajv, parameter: Parameter, values: readonly string[]): string[] {
  const { name, in: _place, required: _required, collectionFormat, description: _text, ...schema } = parameter
  const items = schema.items as Json | undefined
  if (parameter.type !== 'array' && values.length > 1) return [`${name} is given ${values.length} times`]
  const written = collectionFormat === 'multi' ? values : values.flatMap((value) => value.split(','))
  const type = parameter.type === 'array' ? items?.type : parameter.type
  const coerced =
    parameter.type === 'array' ? written.map((one) => coerce(one, type)) : coerce(values[0], type)
  return judge(ajv.compile(schema), coerced, name)
}

function coerce(text: string | undefined, type: unknown): unknown {
  if (type === 'integer' || type === 'number') return /^-?\d+(\.\d+)?$/.test(text ?? '') ? Number(text) : text
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true'
  return text
}

function bodyProblems(ajv: Ajv, route: Route, request: WireRequest): string[] {
  const parameter = route.parameters.find((one) => one.in === 'body')
  if (!parameter?.schema) {
    return request.body !== '' && !route.parameters.some((one) => one.in === 'formData')
      ? ['a body is not allowed']
      : []
  }
  return judge(compile(ajv, route.api, parameter.schema), JSON.parse(request.body) as unknown, 'body')
}

const compiled = new WeakMap<Ajv, Map<string, ValidateFunction>>()

function compile(ajv: Ajv, api: string, schema: Json): ValidateFunction {
  const named = JSON.parse(JSON.stringify(schema).replaceAll('"#/', `"${api}.json#/`)) as Json
  const known = compiled.get(ajv) ?? new Map<string, ValidateFunction>()
  compiled.set(ajv, known)
  const key = JSON.stringify(named)
  const validate = known.get(key) ?? ajv.compile(named)
  known.set(key, validate)
  return validate
}

function judge(validate: ValidateFunction, value: unknown, what: string): string[] {
  if (validate(value)) return []
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${what}${instancePath} ${message} ${JSON.stringify(params)}`,
  )
}

/** A schema that lists properties allows no others; the vendor's documents do not say so, but mean it. */
function closeSchemas(node: unknown): unknown {
  return mapSchemas(node, (schema) =>
    schema.properties && !schema.allOf && schema.type === 'object'
      ? { ...schema, additionalProperties: false }
      : schema,
  )
}

function dropDateLengths(node: unknown): unknown {
  return mapSchemas(node, ({ maxLength, ...schema }) =>
    schema.format === 'date' || maxLength === undefined ? schema : { ...schema, maxLength },
  )
}

function mapSchemas(node: unknown, change: (schema: Json) => Json): unknown {
  if (Array.isArray(node)) return node.map((one) => mapSchemas(one, change))
  if (typeof node !== 'object' || node === null) return node
  const mapped = Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, mapSchemas(value, change)]),
  )
  return change(mapped)
}
