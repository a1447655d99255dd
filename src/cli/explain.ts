import { readFile } from 'node:fs/promises'
import { getOperationAST, getVariableValues, GraphQLError, parse, Source, validate } from 'graphql'
import type { DocumentNode, GraphQLSchema } from 'graphql'
import { closeDeclarations, openDeclarations } from '../compose/open-declarations.ts'
import { createRights, everyRight, type Rights } from '../auth/rights.ts'
import { StartRefusedError } from '../errors/start-problem.ts'
import { explainPlan } from '../planner/explain.ts'
import { conditionVariables, makePlan } from '../planner/make-plan.ts'
import { describeConfigured } from '../reads/describe-configured.ts'
import { buildCanonicalSchema } from '../schema/build-schema.ts'
import type { Catalog } from '../schema/catalog.ts'
import { adviseName } from '../schema/suggest-name.ts'
import { prepare } from './prepare.ts'

export interface ExplainOptions {
  config?: string
  operation?: string
  variables?: string
  /** As a caller of these roles would get it; without any, as one who may read everything. */
  role?: string[]
}

/** `headwater explain`: how a document would be read, without reading it. @throws StartRefusedError */
export async function explain(file: string, options: ExplainOptions): Promise<void> {
  const opened = openDeclarations({ ...(await prepare(options.config)), now: Date.now })
  const { catalog, datasources, sdl } = opened.declarations
  const schema = buildCanonicalSchema(sdl)
  const document = await readDocument(file, schema)
  const operation = getOperationAST(document, options.operation)
  if (!operation) throw refuse(file, 1, 'Name one of its operations with --operation.')
  // A plan depends on the variables of @skip and @include alone; the others need no value here.
  const conditions = conditionVariables(document)
  const definitions = operation.variableDefinitions?.filter(({ variable }) =>
    conditions.includes(variable.name.value),
  )
  const { coerced: variables = {}, errors = [] } = getVariableValues(
    schema,
    definitions ?? [],
    readVariables(options.variables),
  )
  if (errors.length > 0) throw new StartRefusedError(errors.map((error) => toProblem(file, error)))
  const configured = describeConfigured(catalog, datasources)
  const { isReadable } = configured
  const rights = rightsFor(catalog, options.role)
  const plan = makePlan({ schema, catalog, document, operation, variables, isReadable, rights })
  console.log(explainPlan(plan, configured, variables))
  if (plan.denied.length > 0) console.log(`denied, and not loaded: ${plan.denied.join(', ')}`)
  await closeDeclarations(opened)
}

/** Attributes count as unrestricted: which records a rule leaves is not the plan's to say. */
function rightsFor(catalog: Catalog, roles: readonly string[] | undefined): Rights {
  if (!roles) return everyRight(catalog)
  for (const role of roles) {
    if (!catalog.roles.has(role))
      throw refuse(null, null, `--role ${role} is no role: ${adviseName(role, catalog.roles)}.`)
  }
  return createRights(catalog, { roles, scopes: 'ALL', unrestricted: [] })
}

async function readDocument(file: string, schema: GraphQLSchema): Promise<DocumentNode> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw refuse(file, null, 'There is no such file.')
  })
  try {
    const document = parse(new Source(text, file))
    const errors = validate(schema, document)
    if (errors.length === 0) return document
    throw new StartRefusedError(errors.map((error) => toProblem(file, error)))
  } catch (error) {
    throw error instanceof GraphQLError ? new StartRefusedError([toProblem(file, error)]) : error
  }
}

function readVariables(json: string | undefined): Record<string, unknown> {
  try {
    const variables = JSON.parse(json ?? '{}') as unknown
    if (typeof variables === 'object' && variables !== null) return variables as Record<string, unknown>
  } catch {
    // refused below, like JSON that is no object
  }
  throw refuse(null, null, '--variables has to be a JSON object.')
}

function toProblem(file: string, { message, locations }: GraphQLError) {
  return { file, line: locations?.[0]?.line ?? null, message }
}

function refuse(file: string | null, line: number | null, message: string): StartRefusedError {
  return new StartRefusedError([{ file, line, message }])
}
