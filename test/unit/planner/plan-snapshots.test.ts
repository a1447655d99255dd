import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { getOperationAST, getVariableValues, parse, validate } from 'graphql'
import { loadConfig } from '../../../src/config/load-config.ts'
import { readDeclarations, type Declarations } from '../../../src/config/read-declarations.ts'
import { explainPlan } from '../../../src/planner/explain.ts'
import { everyRight } from '../../../src/auth/rights.ts'
import { makePlan } from '../../../src/planner/make-plan.ts'
import { describeConfigured } from '../../../src/reads/describe-configured.ts'
import { buildCanonicalSchema } from '../../../src/schema/build-schema.ts'

// Each query of test/plans with the plan that the sandbox's systems give it beside it. UPDATE_PLANS=1 writes them anew.

const folder = join(import.meta.dirname, '../../plans')
const files = globSync('*.graphql', { cwd: folder }).sort()

let declarations: Declarations
beforeAll(async () => {
  const { loaded, problems } = await loadConfig(join(import.meta.dirname, '../../../headwater.config.ts'))
  if (!loaded) throw new Error(problems.map((problem) => problem.message).join('\n'))
  const nowhere = { query: () => Promise.reject(new Error('a plan asks no system')) }
  declarations = readDeclarations(loaded, {
    now: () => 0,
    onEvent: () => undefined,
    warn: () => undefined,
    embeddedDatabase: nowhere,
  })
})
afterAll(() => Promise.all([...declarations.datasources.values()].map((datasource) => datasource.close())))

test('there are a dozen and more', () => expect(files.length).toBeGreaterThanOrEqual(12))

test.each(files)('%s is planned as written beside it', (file) => {
  const { catalog, datasources, sdl } = declarations
  const schema = buildCanonicalSchema(sdl)
  const document = parse(readFileSync(join(folder, file), 'utf8'))
  expect(validate(schema, document)).toEqual([])
  const operation = getOperationAST(document)
  if (!operation) throw new Error(`${file} has not one operation`)
  const variables =
    getVariableValues(schema, operation.variableDefinitions ?? [], { id: 'any' }).coerced ?? {}
  const configured = describeConfigured(catalog, datasources)
  const plan = makePlan({
    schema,
    catalog,
    document,
    operation,
    variables,
    isReadable: configured.isReadable,
    rights: everyRight(catalog),
  })
  const printed = `${explainPlan(plan, configured, variables)}\n`
  const snapshot = join(folder, file.replace('.graphql', '.plan.txt'))
  if (process.env.UPDATE_PLANS === '1') writeFileSync(snapshot, printed)
  expect(printed).toBe(readFileSync(snapshot, 'utf8'))
})
