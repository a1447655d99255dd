import { readFile } from 'node:fs/promises'
import { getOperationAST, getVariableValues, GraphQLError, parse, Source, validate } from 'graphql'
import type { DocumentNode, GraphQLSchema } from 'graphql'
import { closeDeclarations, openDeclarations } from '../open-declarations.ts'
import { StartRefusedError } from '../errors/start-problem.ts'
import { summarizePlan } from '../planner/explain.ts'
import { conditionVariables, makePlan } from '../planner/make-plan.ts'
import { describeConfigured } from '../reads/describe-configured.ts'
import { buildCanonicalSchema } from '../schema/build-schema.ts'
import { prepare } from './prepare.ts'

export interface ExplainOptions {
  config?: string
  operation?: string
  variables?: string
}

/** `headwater explain`: how a document would be read, without reading it. @throws StartRefusedError */
export async function explain(file: string, options: ExplainOptions): Promise<void> {
  const prepared = await prepare(options.config)
  const opened = openDeclarations({ ...prepared, now: Date.now })
  const { catalog, datasources, sdl } = opened.declarations
  const schema = buildCanonicalSchema(sdl)
  const document = await readDocument(file, schema)
  const operation = getOperationAST(document, options.operation)
  if (!operation) throw refuse(file, 1, 'Name one of its operations with --operation.')
  const given = readVariables(options.variables)
  // A plan depends on the variables of @skip and @include alone, and its price on those of lists: without a value they count
  // as long as they may be. The others need none.
  const conditions = conditionVariables(document)
  const definitions = operation.variableDefinitions?.filter(
    ({ variable: { name } }) => conditions.includes(name.value) || Object.hasOwn(given, name.value),
  )
  const { coerced: variables = {}, errors = [] } = getVariableValues(schema, definitions ?? [], given)
  if (errors.length > 0) throw new StartRefusedError(errors.map((error) => toProblem(file, error)))
  const configured = describeConfigured(catalog, datasources)
  const { isReadable } = configured
  const plan = makePlan({ schema, catalog, document, operation, variables, isReadable })
  const { text, price } = summarizePlan(plan, configured, variables)
  console.log(text)
  const { maxPrice } = prepared.settings.limits
  if (price > maxPrice) console.log(`Refused: limits.maxPrice is ${maxPrice}.`)
  await closeDeclarations(opened)
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
