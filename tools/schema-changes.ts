import { findBreakingChanges, findDangerousChanges, type GraphQLSchema } from 'graphql'
import { z } from 'zod'

/** schema-changes.json: the breaking changes that were decided on, each with its reason, oldest first. */
export const decidedChangesShape = z.array(
  z.strictObject({
    /** As the gate prints it, e.g. `FIELD_REMOVED: Customer.fax was removed.` */
    change: z.string().min(1),
    /** Why clients have to live with it, and what they do instead. */
    reason: z.string().min(10),
  }),
)
export type DecidedChange = z.infer<typeof decidedChangesShape>[number]

export interface SchemaChanges {
  /** Breaking changes that nobody decided on. */
  undecided: string[]
  /** Breaking changes with a reason. */
  decided: string[]
  /** Changes that a client may notice: a new enum value, a new default. */
  dangerous: string[]
}

/** What clients of `before` would notice in `after`. */
export const findSchemaChanges = (
  before: GraphQLSchema,
  after: GraphQLSchema,
  decidedChanges: DecidedChange[],
): SchemaChanges => {
  const breaking = findBreakingChanges(before, after).map(
    ({ type, description }) => `${type}: ${description}`,
  )
  const isDecided = (change: string): boolean => decidedChanges.some((decided) => decided.change === change)
  return {
    undecided: breaking.filter((change) => !isDecided(change)),
    decided: breaking.filter(isDecided),
    dangerous: findDangerousChanges(before, after).map(({ type, description }) => `${type}: ${description}`),
  }
}
