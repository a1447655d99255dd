import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ValidateFunction } from 'ajv'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { parse as parseYaml } from 'yaml'
import { specsFolder } from './needs.ts'

/** One request as it went over the wire. */
export interface WireRequest {
  method: string
  /** Percent-encoded, without the query string. */
  path: string
  query: URLSearchParams
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>
  body: string
}

export interface WireReply {
  status: number
  body?: unknown
}

export interface VendorSpec {
  /** What of the request the vendor's description does not allow; empty when it is right. */
  requestProblems(request: WireRequest): readonly string[]
  /** What of the reply the description does not allow; properties it does not know are let pass. */
  replyProblems(request: WireRequest, reply: WireReply): readonly string[]
}

/** Where a description is known to be wrong: a problem that matches is not one. */
export interface KnownMistake {
  pattern: RegExp
  reason: string
}

interface VendorSpecOptions {
  /** Below the folder of specs; OpenAPI 3 as JSON or YAML. */
  file: string
  /** What stands before the description's paths. */
  basePath?: RegExp
  mistakes?: readonly KnownMistake[]
}

type Json = Record<string, unknown>

interface Parameter {
  name: string
  in: 'query' | 'header' | 'path'
  required?: boolean
  schema: Json
}

interface Route {
  method: string
  path: RegExp
  parameters: readonly Parameter[]
  bodySchema: Json | null
  responses: Readonly<Record<string, Json>>
}

/** A vendor's OpenAPI 3 description as a judge of requests (strictly) and replies. */
export function loadVendorSpec({ file, basePath = /^/, mistakes = [] }: VendorSpecOptions): VendorSpec {
  const text = readFileSync(join(specsFolder, file), 'utf8')
  const document = (file.endsWith('.yaml') ? parseYaml(text) : JSON.parse(text)) as Json
  const strict = createJudge(closeSchemas(document) as Json)
  const lenient = createJudge(document)
  const routes = readRoutes(document)

  function find({ method, path }: WireRequest): Route | undefined {
    const inside = path.replace(basePath, '')
    return routes.find((route) => route.method === method && route.path.test(inside))
  }

  const withoutMistakes = (problems: readonly string[]) =>
    problems.filter((problem) => !mistakes.some(({ pattern }) => pattern.test(problem)))

  return {
    requestProblems(request) {
      const route = find(request)
      if (!route) return [`${request.method} ${request.path}: no such operation`]
      const problems = parameterProblems(route, request, strict)
      if (route.bodySchema) problems.push(...strict(route.bodySchema, parseBody(request), 'request'))
      else if (request.body !== '') problems.push('request: a body is not allowed')
      return withoutMistakes(problems)
    },
    replyProblems(request, { status, body }) {
      const route = find(request)
      const response = route?.responses[String(status)] ?? route?.responses.default
      if (!response) return withoutMistakes([`${request.method} ${request.path}: ${status} is not described`])
      const schema = mediaSchema(response)
      if (schema) return withoutMistakes(lenient(schema, body, 'reply'))
      return body === undefined ? [] : withoutMistakes([`reply: ${status} has no body`])
    },
  }
}

type Judge = (schema: Json, value: unknown, what: string) => string[]

function createJudge(document: Json): Judge {
  const ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false })
  addFormats.default(ajv)
  ajv.addSchema({ $id: 'spec.json', components: document.components })
  const compiled = new Map<string, ValidateFunction>()
  return (schema, value, what) => {
    const text = JSON.stringify(schema).replaceAll('"#/', '"spec.json#/')
    const validate = compiled.get(text) ?? ajv.compile(JSON.parse(text) as Json)
    compiled.set(text, validate)
    if (validate(value)) return []
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${what}${instancePath} ${message} ${JSON.stringify(params)}`,
    )
  }
}

function readRoutes(document: Json): Route[] {
  const routes = Object.entries(document.paths as Record<string, Record<string, Json>>).flatMap(
    ([path, item]) =>
      Object.entries(item).map(([method, operation]): Route => {
        const pattern = path.replaceAll(/[.$()]/g, '\\$&').replaceAll(/\{[^}]+\}/g, '[^/()]+')
        return {
          method: method.toUpperCase(),
          path: new RegExp(`^${pattern}$`),
          parameters: (operation.parameters ?? []) as Parameter[],
          bodySchema: mediaSchema(operation.requestBody as Json | undefined),
          responses: operation.responses as Record<string, Json>,
        }
      }),
  )
  // Longer patterns first: /contacts/search is not the contact "search".
  return routes.sort((a, b) => literalLength(b) - literalLength(a))
}

function literalLength({ path }: Route): number {
  return path.source.replaceAll('[^/()]+', '').length
}

function mediaSchema(holder: Json | undefined): Json | null {
  const content = holder?.content as Record<string, { schema?: Json }> | undefined
  return (content?.['application/json'] ?? content?.['application/x-www-form-urlencoded'])?.schema ?? null
}

function parameterProblems(route: Route, request: WireRequest, judge: Judge): string[] {
  const problems: string[] = []
  const documented = (place: string) => route.parameters.filter((one) => one.in === place)
  for (const name of new Set(request.query.keys())) {
    if (!documented('query').some((one) => one.name === name)) problems.push(`request: unknown query ${name}`)
  }
  for (const parameter of [...documented('query'), ...documented('header')]) {
    const { name, in: place, required, schema } = parameter
    const header = request.headers[name.toLowerCase()]
    const values = place === 'query' ? request.query.getAll(name) : header === undefined ? [] : [header]
    if (values.length === 0 && required) problems.push(`request: ${place} ${name} is missing`)
    if (values.length === 0) continue
    const value = schema.type === 'array' ? values : coerce(values[0] ?? '', schema.type)
    problems.push(...judge(schema, value, `request: ${place} ${name}`))
  }
  return problems
}

function coerce(text: string, type: unknown): unknown {
  if (type === 'integer' || type === 'number') return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text
  return type === 'boolean' && (text === 'true' || text === 'false') ? text === 'true' : text
}

/** Members of a form are texts, as the descriptions of forms have them. */
function parseBody({ headers, body }: WireRequest): unknown {
  if (headers['content-type'] === 'application/x-www-form-urlencoded')
    return Object.fromEntries(new URLSearchParams(body))
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

/** A schema that lists properties allows no others in a request, also where the description does not say so. */
function closeSchemas(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closeSchemas)
  if (typeof node !== 'object' || node === null) return node
  const closed: Json = Object.fromEntries(
    Object.entries(node).map(([name, value]) => [name, closeSchemas(value)]),
  )
  const isObjectSchema = closed.type === 'object' && typeof closed.properties === 'object'
  return isObjectSchema && closed.additionalProperties === undefined
    ? { ...closed, additionalProperties: false }
    : closed
}
