import type { DocumentNode, GraphQLError, GraphQLSchema } from 'graphql'
import { GatewayError } from '../errors/gateway-error.ts'
import { denialOf, type DenialListener } from '../observability/denial-event.ts'
import { createDocumentCheck } from './check-document.ts'
import type { DocumentLimits } from './document-limits.ts'
import { createDeprecationFinder } from './find-deprecated-fields.ts'
import { refuseLargeVariables } from './variable-limits.ts'

export interface DocumentAdmissionOptions {
  schema: GraphQLSchema
  limits: DocumentLimits
  onDenied: DenialListener
  /** Told each time that a document uses a deprecated field, by `Type.field`. */
  onDeprecatedField?: ((coordinate: string) => void) | undefined
}

/** What every document has to pass, however it came. */
export interface DocumentAdmission {
  /** Why it cannot be run; empty when it can. `hidesSchema`: nothing is suggested to a caller who may not explore. */
  check(document: DocumentNode, caller: { hidesSchema: boolean }): readonly GraphQLError[]
  /** @throws GatewayError BAD_USER_INPUT */
  limitVariables(variables: Readonly<Record<string, unknown>>): void
  /** To be told of each document that is run. */
  noteDeprecated(document: DocumentNode): void
}

export function createDocumentAdmission(options: DocumentAdmissionOptions): DocumentAdmission {
  const { schema, limits, onDenied, onDeprecatedField } = options
  const check = createDocumentCheck(schema, limits)
  const findDeprecated = createDeprecationFinder(schema)
  return {
    check(document, caller) {
      const errors = check(document, caller)
      if (errors.some((error) => error.originalError instanceof GatewayError)) onDenied(denialOf('limits'))
      return errors
    },
    limitVariables(variables) {
      try {
        refuseLargeVariables(variables)
      } catch (error) {
        onDenied(denialOf('limits'))
        throw error
      }
    },
    noteDeprecated(document) {
      for (const coordinate of findDeprecated(document)) onDeprecatedField?.(coordinate)
    },
  }
}
