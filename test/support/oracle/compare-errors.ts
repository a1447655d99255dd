import type { GraphQLError } from 'graphql'
import { pathKey, type ExpectedError } from './model.ts'
import type { Path } from './model-state.ts'

interface ReceivedError {
  message: string
  path: Path
  code: string
  /** What it says that it is about. */
  field: string
  /** All places that are null because of it. */
  paths: readonly Path[]
}

/** Most paths that one error names. */
const mostPaths = 100

/** How the errors of a reply differ from those expected; a line each. */
export function compareErrors(expected: readonly ExpectedError[], errors: readonly GraphQLError[]): string[] {
  const received = errors.map(readError)
  return [
    ...received.flatMap((error) => findMisplaced(expected, error)),
    ...findMissing(expected, received),
    ...compareGroups(expected, received),
  ]
}

function readError(error: GraphQLError): ReceivedError {
  const { code = 'NONE', details } = (error.originalError ?? {}) as {
    code?: string
    details?: { field?: string }
  }
  const path = error.path ?? []
  const paths = (error.extensions.paths as Path[] | undefined) ?? [path]
  return { message: error.message, path, code, field: details?.field ?? '', paths }
}

function findMisplaced(expected: readonly ExpectedError[], error: ReceivedError): string[] {
  const placed = new Map(expected.map((one) => [pathKey(one.path), one]))
  const { code, message, field } = error
  const problems = error.paths.flatMap((path) => {
    const key = pathKey(path)
    const wanted = placed.get(key)
    if (!wanted) return [`${key}: ${code} was not expected: ${message}`]
    if (!wanted.codes.includes(code))
      return [`${key}: expected ${wanted.codes.join(' or ')}, received ${code}: ${message}`]
    const isNamed = code !== 'FORBIDDEN' || wanted.fields.includes(field)
    return isNamed ? [] : [`${key}: expected it to name ${wanted.fields.join(' or ')}, it names ${field}`]
  })
  const isFirst = pathKey(error.path) === pathKey(error.paths[0] ?? [])
  return isFirst ? problems : [...problems, `${pathKey(error.path)}: is not the first of its paths`]
}

function findMissing(expected: readonly ExpectedError[], received: readonly ReceivedError[]): string[] {
  const named = new Set(received.flatMap(({ paths }) => paths.map(pathKey)))
  return [...Map.groupBy(expected, ({ fields }) => fields[0] ?? '')].flatMap(([field, all]) => {
    const missing = all.filter(({ path }) => !named.has(pathKey(path)))
    if (missing.length === Math.max(0, all.length - mostPaths)) return []
    return missing.map(({ path, codes }) => `${pathKey(path)}: ${codes.join(' or ')} of ${field} is missing`)
  })
}

/** Below the roots, which each have an error of their own: one FORBIDDEN a field, at its first place. */
function compareGroups(expected: readonly ExpectedError[], received: readonly ReceivedError[]): string[] {
  const isInner = ({ path }: { path: Path }) => path.length > 1
  const firstOf = new Map<string, Path>()
  for (const { path, fields } of expected.filter(isInner)) {
    const [field = ''] = fields
    if (!firstOf.has(field)) firstOf.set(field, path)
  }
  const forbidden = received.filter((error) => error.code === 'FORBIDDEN' && isInner(error))
  return [...Map.groupBy(forbidden, ({ field }) => field)].flatMap(([field, [error, ...more]]) => {
    const first = firstOf.get(field)
    const isFirst = !first || pathKey(first) === pathKey(error!.path)
    return [
      ...(more.length > 0 ? [`${field}: ${more.length + 1} errors instead of one`] : []),
      ...(isFirst ? [] : [`${pathKey(error!.path)}: the first place of ${field} is ${pathKey(first)}`]),
    ]
  })
}
