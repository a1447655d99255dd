import fc from 'fast-check'
import { parse, validate, type ExecutionResult, type GraphQLSchema } from 'graphql'
import type { Principal } from '../../src/auth/principal.ts'
import { GatewayError } from '../../src/errors/gateway-error.ts'
import type { ExecutionEngine } from '../../src/observability/execution-event.ts'
import { buildCanonicalSchema } from '../../src/schema/build-schema.ts'
import { loadSdl } from '../../src/schema/load-sdl.ts'
import { drawDocument } from '../support/draw-document.ts'
import { drawSeed } from '../support/draw-seed.ts'
import { createMemoryGateway, type MemoryGateway } from '../support/memory-gateway.ts'
import { nobody } from '../support/nobody.ts'
import { reportFigure } from '../support/report-figure.ts'
import { createCompletionWorld } from './completion-world.ts'

// G056: a reply is the same, errors and their paths included, whether its operation was compiled or graphql-js completed it.

// The figure is 5,000 documents; fewer unless HEADWATER_FULL=1.
const full = process.env.HEADWATER_FULL === '1'
const documents = full ? 5_000 : 250

const roots = [
  'customer(id: $id)',
  'customer(id: $other)',
  'customer(email: "p3@example.com")',
  'customer(email: "p5@example.com")',
  'customers(first: 6)',
  'customers(first: $first)',
  'customerByExternalId(system: CRS, id: "g2")',
  'node(id: $id)',
  'node(id: $other)',
  'me',
  'bookings(first: 12)',
  'booking(confirmationNumber: "N4")',
  'orders(first: 12)',
  'inventoryItems(first: 4)',
  'systems',
  'identityReviews(first: 5)',
  // There is no such system's operation: an error of its own.
  'availability(property: "MUC", arrival: "2026-11-01", departure: "2026-11-02")',
]
const callers: Readonly<Record<string, Principal>> = {
  developer: { ...nobody, roles: ['DEVELOPER'] },
  support: { ...nobody, roles: ['SUPPORT'] },
  finance: { ...nobody, roles: ['FINANCE'] },
  frontdesk: { ...nobody, roles: ['FRONTDESK'] },
  'account manager': { ...nobody, roles: ['SALES'], attributes: { accounts: ['7'] } },
  'customer 0': { ...nobody, customer: { system: 'CRM', externalId: 'c0' } },
  'customer 5': { ...nobody, customer: { system: 'CRM', externalId: 'c5' } },
  nobody,
}

const world = createCompletionWorld()
const systems = Object.values(world)
let schema: GraphQLSchema
let gateway: MemoryGateway
let engines: ExecutionEngine[] = []
let ids: string[]

beforeAll(async () => {
  schema = buildCanonicalSchema(loadSdl())
  const datasources = new Map(Object.entries(world).map(([name, { datasource }]) => [name, datasource]))
  gateway = await createMemoryGateway(datasources, { onExecuted: (engine) => void engines.push(engine) })
  // First sight comes before: afterwards what is read is the same every time.
  const { data } = await gateway.run(
    `{ customers(first: 100) { edges { node { id vipLevel customerNumber loyaltyPoints } } }
       bookings(first: 100) { edges { node { id customer { id } } } } orders(first: 100) { edges { node { id customer { id } } } } }`,
  )
  const { customers, bookings, orders } = data as Record<string, { edges: { node: { id: string } | null }[] }>
  ids = [customers, bookings, orders].flatMap((page) => page!.edges.flatMap(({ node }) => node?.id ?? []))
}, 240_000)
afterAll(() => gateway.close())

/** As clients get it: each error's code beside what graphql-js shows. */
function shown({ data, errors = [] }: ExecutionResult): unknown {
  return JSON.parse(
    JSON.stringify({
      data,
      errors: errors.map((error) => [
        error.originalError instanceof GatewayError && error.originalError.code,
        error,
      ]),
    }),
  )
}

test(`generated documents over records, failures and callers (seed ${drawSeed})`, async () => {
  const seen = { compiled: 0, errors: 0, interpreted: 0 }
  await fc.assert(
    fc.asyncProperty(fc.gen(), async (g) => {
      const draw = (max: number): number => g(fc.nat, { max })
      const query = drawDocument(schema, roots, draw)
      fc.pre(validate(schema, parse(query)).length === 0)
      const principal = callers[g(fc.constantFrom, ...Object.keys(callers))]!
      const variables = {
        id: g(fc.constantFrom, ...ids),
        other: g(fc.constantFrom, ...ids, 'none'),
        yes: g(fc.boolean),
        first: g(fc.constantFrom, 1, 3, null),
      }
      for (const system of systems) system.isDown = draw(5) === 0
      const run = gateway.prepare(query)
      engines = []
      const interpreted = await run(variables, { principal })
      const compiled = await run(variables, { principal })
      expect(shown(compiled)).toEqual(shown(interpreted))
      expect(engines[0]).toBe('interpreted')
      seen[engines[1]!] += 1
      if (compiled.errors) seen.errors += 1
    }),
    { numRuns: documents, seed: drawSeed },
  )
  reportFigure(`G056: ${JSON.stringify(seen)}`)
  // Else graphql-js would be compared with itself.
  expect(seen.compiled).toBeGreaterThan(documents / 2)
  expect(seen.errors).toBeGreaterThan(documents / 10)
}, 600_000)
