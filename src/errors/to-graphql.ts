import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import { documentCodes, errorCodes, type DocumentCode, type ErrorCode } from './codes.ts'
import { GatewayError } from './gateway-error.ts'
import { shortenMessage } from './shorten-message.ts'

export interface ErrorFormatterOptions {
  /** The request being answered; undefined where there is none. */
  requestId(): string | undefined
  /** An error that clients do not see: they get `errorId` instead, and this is where the error itself is kept. */
  onUnknown(error: unknown, errorId: string): void
  createErrorId(): string
}

/** `extensions.paths` names the nulls of one failed source record; more than this many are counted, not listed. */
const maxPaths = 100

/**
 * Turns whatever failed into what a client may see. A GatewayError keeps its message and details; errors about the
 * caller's document or variables keep their message, cut; everything else becomes INTERNAL with an id.
 *
 * @returns Apollo Server's `formatError`: `formatted` is its own reading of the error, `error` the error itself
 */
export function createErrorFormatter({ requestId, onUnknown, createErrorId }: ErrorFormatterOptions) {
  return (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const place = placeOf(formatted)
    const id = requestId()
    const request = id === undefined ? {} : { requestId: id }

    const known = gatewayErrorOf(error)
    if (known) {
      const { code, details, retryable } = known
      const { system, field, id, retryAfter, upstreamRequestId } = details
      const shown = { code, system, retryable, retryAfter, field, id, upstreamRequestId, ...pathsOf(error) }
      return { message: shortenMessage(known.message), ...place, extensions: { ...shown, ...request } }
    }
    const code = callerErrorCode(formatted, error)
    if (code) {
      const message = shortenMessage(formatted.message)
      return { message, ...place, extensions: { code, retryable: false, ...request } }
    }
    const errorId = createErrorId()
    onUnknown(causeOf(error), errorId)
    const message = `The gateway failed to answer this. Report it with error id ${errorId}.`
    return { message, ...place, extensions: { code: 'INTERNAL', retryable: false, errorId, ...request } }
  }
}

/** For replies that never reach GraphQL (no key, no such path): the same shape, and the HTTP status that goes with it. */
export function toGraphQLReply(
  error: GatewayError,
  requestId: string,
): { status: number; body: { errors: GraphQLFormattedError[] } } {
  const { code, message, retryable, details } = error
  const extensions = { code, retryable, retryAfter: details.retryAfter, requestId }
  return {
    status: errorCodes[code].httpStatus,
    body: { errors: [{ message: shortenMessage(message), extensions }] },
  }
}

/** Whatever was thrown, as an error that can be formatted. */
export function toGraphQLError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error
  const originalError = error instanceof Error ? error : new Error('not an error', { cause: error })
  return new GraphQLError(originalError.message, { originalError })
}

/** graphql-js wraps what a resolver throws, once or more. */
function gatewayErrorOf(error: unknown): GatewayError | null {
  if (error instanceof GatewayError) return error
  return error instanceof GraphQLError && error.originalError ? gatewayErrorOf(error.originalError) : null
}

function causeOf(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError ? causeOf(error.originalError) : error
}

/**
 * The code of an error that graphql-js or Apollo Server found in what the caller sent; null for every other. What
 * comes out of execution has a path and is not trusted, but for arguments that a variable left empty or wrong.
 */
function callerErrorCode(formatted: GraphQLFormattedError, error: unknown): ErrorCode | DocumentCode | null {
  if (!(error instanceof GraphQLError)) return null
  if (error.path) {
    return !error.originalError && error.message.startsWith('Argument "') ? 'BAD_USER_INPUT' : null
  }
  const code = formatted.extensions?.code
  const documentCode = documentCodes.find((known) => known === code)
  if (documentCode) return documentCode
  return callerCodes.has(code) ? 'BAD_USER_INPUT' : null
}

/** Apollo Server's own codes for requests that cannot be run as they are. */
const callerCodes = new Set<unknown>([
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_SUPPORTED',
])

function placeOf({
  locations,
  path,
}: GraphQLFormattedError): Pick<GraphQLFormattedError, 'locations' | 'path'> {
  return { ...(locations && { locations }), ...(path && { path }) }
}

function pathsOf(error: unknown): { paths?: readonly unknown[]; morePaths?: number } {
  const paths = error instanceof GraphQLError ? error.extensions.paths : undefined
  if (!Array.isArray(paths)) return {}
  if (paths.length <= maxPaths) return { paths }
  return { paths: paths.slice(0, maxPaths), morePaths: paths.length - maxPaths }
}
