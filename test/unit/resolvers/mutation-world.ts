import { parse, validate, type ExecutionResult } from 'graphql'
import type { Principal } from '../../../src/auth/principal.ts'
import type { Plan } from '../../../src/planner/plan.ts'
import { describeConfigured } from '../../../src/reads/describe-configured.ts'
import { createHandleAt, setRecord } from '../../../src/reads/entity-handle.ts'
import { failed } from '../../../src/reads/outcome.ts'
import type { ReadEngine } from '../../../src/reads/read-engine.ts'
import { createResolvers } from '../../../src/resolvers/create-resolvers.ts'
import { createExecutor } from '../../../src/resolvers/executor.ts'
import { buildCanonicalSchema } from '../../../src/schema/build-schema.ts'
import { loadSdl } from '../../../src/schema/load-sdl.ts'
import { readCatalog } from '../../../src/schema/read-catalog.ts'
import type { Step, Write } from '../../../src/writes/write.ts'
import type { MutationRequest, WriteAnswer } from '../../../src/writes/write-engine.ts'

const sdl = loadSdl()
export const { catalog } = readCatalog(sdl)
const schema = buildCanonicalSchema(sdl, createResolvers(catalog))

export const caller = (...roles: string[]): Principal => ({
  id: 'x',
  roles,
  scopes: 'ALL',
  tenant: 'test',
  customer: null,
  attributes: { properties: 'ALL', accounts: 'ALL' },
})

export const step: Step = {
  ordinal: 0,
  after: null,
  kind: 'PATCH',
  action: null,
  system: 'CRM',
  part: null,
  entity: 'Customer',
  entityId: 'c1',
  values: { email: 'ada@example.com' },
  before: null,
  ifVersion: null,
  whenDown: 'QUEUE',
  notAfter: null,
  id: '1',
  writeId: 'w1',
  line: 'CRM/Customer/c1',
  state: 'APPLIED',
  attempts: 1,
  isInDoubt: false,
  crashes: 0,
  externalId: '401001',
  version: null,
  reason: null,
  nextAttemptAt: null,
  at: Date.parse('2026-11-28T10:00:01Z'),
}

export const write: Write = {
  id: 'w1',
  mutation: 'updateCustomer',
  principal: 'x',
  requestId: 'r1',
  entity: 'Customer',
  entityId: 'c1',
  createdAt: Date.parse('2026-11-28T10:00:00Z'),
  steps: [step],
}

export interface MutationWorld {
  run(
    query: string,
    context?: { roles?: string[]; idempotencyKey?: string; variables?: Record<string, unknown> },
  ): Promise<ExecutionResult>
  /** What was written and read, in order: `write updateCustomer`, `read c1`. */
  log: string[]
  requests: MutationRequest[]
}

/** The executor over a write engine that answers as told, and a read engine that knows customers by what was written last. */
export function createMutationWorld(
  options: {
    answer?: (request: MutationRequest) => WriteAnswer
    /** Thrown by reading the entity anew. */
    unreadable?: Error
    /** Reading finds nothing. */
    isGone?: boolean
    whenDenied?: 'NULL' | 'REJECT'
  } = {},
): MutationWorld {
  const {
    answer = () => ({ write, userErrors: [] }),
    unreadable,
    isGone = false,
    whenDenied = 'NULL',
  } = options
  const log: string[] = []
  const requests: MutationRequest[] = []
  const engine: ReadEngine = {
    read(plan: Plan, variables) {
      const [root] = plan.roots
      const id = String(root?.readArguments(variables).id)
      log.push(`read ${id}`)
      const handle = createHandleAt('Customer', 'CRM', '401001')
      handle.id = id
      const values = { email: `${requests.length}@example.com` }
      const record = { externalId: '401001', version: null, values, matchKeys: {} }
      setRecord(handle, 'CRM', { kind: 'loaded', record, asOf: 0 })
      const found = { kind: 'value', value: isGone ? null : handle } as const
      return Promise.resolve({
        root: () => (unreadable ? failed(unreadable) : found),
        handleOfReference: () => handle,
        referred: () => undefined,
        findOwner: () => undefined,
        hasUnreadable: false,
      })
    },
  }
  const execute = createExecutor({
    schema,
    catalog,
    engine,
    writes: {
      async run(request) {
        log.push(`write ${request.mutation.name}`)
        requests.push(request)
        await Promise.resolve()
        return answer(request)
      },
    },
    configured: describeConfigured(catalog, new Map()),
    maxPrice: 100,
    whenDenied,
    onDenied: () => undefined,
    onExecuted: () => undefined,
  })
  return {
    log,
    requests,
    run(query, { roles = ['SUPPORT', 'SALES'], idempotencyKey, variables = {} } = {}) {
      const document = parse(query)
      const errors = validate(schema, document)
      if (errors.length > 0) return Promise.resolve({ errors })
      const context = {
        requestId: 'r1',
        principal: caller(...roles),
        signal: new AbortController().signal,
        wantsPlan: false,
        seesSchema: true,
        idempotencyKey: idempotencyKey ?? null,
      }
      return execute({ document, operationName: null, variables, context })
    },
  }
}
