import type { GraphQLError, GraphQLFormattedError } from 'graphql'
import { randomUUID } from 'node:crypto'
import { createErrorFormatter } from '../errors/to-graphql.ts'
import type { Logger } from '../observability/logger.ts'
import { currentScope } from '../observability/request-scope.ts'

export type ErrorFormatter = ReturnType<typeof createErrorFormatter>

/** What clients may see of errors; the codes go to the request's log line, and unknown errors to the log. */
export function createLoggedFormatter(logger: Pick<Logger, 'unknownError'>): ErrorFormatter {
  const format = createErrorFormatter({
    requestId: () => currentScope()?.requestId,
    onUnknown: (error, errorId) =>
      logger.unknownError({ error, errorId, requestId: currentScope()?.requestId }),
    createErrorId: randomUUID,
  })
  return (formatted, error) => {
    const shown = format(formatted, error)
    const { code, system } = shown.extensions ?? {}
    currentScope()?.errors.add([code, system].filter((part) => typeof part === 'string').join(' '))
    return shown
  }
}

export type FormatErrors = (errors: readonly GraphQLError[]) => GraphQLFormattedError[]

/** For errors that do not come by way of Apollo Server. */
export function formatEach(formatError: ErrorFormatter): FormatErrors {
  return (errors) => errors.map((error) => formatError(error.toJSON(), error))
}
