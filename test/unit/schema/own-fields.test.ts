import { loadSdl } from '../../../src/schema/load-sdl.ts'
import { readCatalog } from '../../../src/schema/read-catalog.ts'
import { problemsOf } from './problems-of.ts'

const read = (text: string) => readCatalog([...loadSdl(), { path: 'own.graphql', text }])

test('a company adds a field of its CRM', () => {
  const { catalog, problems } = read(
    'extend type Customer { vipTier: String @owner(system: CRM) @access(read: [SALES]) }',
  )
  expect(problems).toEqual([])
  expect(catalog.entities.get('Customer')?.fields.get('vipTier')).toEqual({
    kind: 'value',
    name: 'vipTier',
    description: '',
    type: 'String',
    owner: 'CRM',
    part: null,
    copiedTo: [],
    access: { read: ['SALES'], write: [], mask: null, masked: [] },
    declaredAt: { file: 'own.graphql', line: 1 },
  })
})

test('a company adds a system, a source and a role of its own', () => {
  const { catalog, problems } = read(`
    extend enum System { CMS }
    extend enum Role { EDITOR }
    extend type Customer @source(system: CMS, maxAge: "1d") {
      bio: String @owner(system: CMS) @access(read: [EDITOR], write: [EDITOR])
    }`)
  expect(problems).toEqual([])
  expect(catalog.systems.has('CMS')).toBe(true)
  expect(catalog.entities.get('Customer')?.sources.at(-1)).toEqual({
    system: 'CMS',
    part: null,
    maxAgeMs: 86_400_000,
    staleWhileRevalidateMs: 0,
    staleIfErrorMs: 0,
    whenDown: 'REJECT',
  })
})

test('a company adds an entity that customers refer back to', () => {
  const { catalog, problems } = read(`
    type Ticket implements Node @entity(owner: CRM) @source(system: CRM, maxAge: "5m") @access(read: [SALES]) {
      id: ID!
      customer: Customer
      sources: [Source!]
    }
    type TicketConnection { edges: [TicketEdge!]! pageInfo: PageInfo! }
    type TicketEdge { cursor: String! node: Ticket }
    extend type Customer {
      tickets(first: Int = 20, after: String): TicketConnection @inverse(of: "customer")
    }
    extend type Query { tickets(first: Int = 20, after: String): TicketConnection }`)
  expect(problems).toEqual([])
  expect(catalog.entities.get('Customer')?.fields.get('tickets')).toMatchObject({
    kind: 'collection',
    entity: 'Ticket',
    inverseOf: 'customer',
    owner: 'CRM',
  })
})

test('a field added to a filter may say what it compares', () => {
  expect(
    problemsOf('extend input OrderFilter { before: LocalDate @compares(field: "orderDate", with: LT) }'),
  ).toEqual([])
})

test('a company adds a field that can be written, and extends the input of a mutation beside it', () => {
  const { catalog, problems } = read(`
    extend type Customer { vipTier: String @owner(system: CRM) @access(read: [SALES], write: [SALES]) }
    extend input UpdateCustomerInput { vipTier: String }`)
  expect(problems).toEqual([])
  expect(catalog.inputs.get('UpdateCustomerInput')?.get('vipTier')).toEqual({
    name: 'vipTier',
    field: 'vipTier',
    references: [],
  })
})

test('a company says who may do a mutation, and who may not any more', () => {
  const { catalog, problems } = read(
    'extend schema @accessOf(field: "Mutation.cancelBooking", write: [SUPPORT])',
  )
  expect(problems).toEqual([])
  expect(catalog.mutations.get('cancelBooking')).toMatchObject({ access: { write: ['SUPPORT'] } })
})

test('an empty file is no mistake', () => {
  expect(problemsOf('# nothing yet\n')).toEqual([])
})

test('syntax errors of all files are reported, and nothing that follows from them', () => {
  const { problems } = readCatalog([
    ...loadSdl(),
    { path: 'a.graphql', text: 'extend type Customer {\n  tier String\n}' },
    { path: 'b.graphql', text: '\n\ntype {' },
  ])
  expect(problems).toEqual([
    {
      file: 'a.graphql',
      line: 2,
      message: expect.stringMatching(/^Syntax Error: .*: correct the syntax here$/),
    },
    {
      file: 'b.graphql',
      line: 3,
      message: expect.stringMatching(/^Syntax Error: .*: correct the syntax here$/),
    },
  ])
})
