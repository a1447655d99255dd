import { everyRight } from '../../../src/auth/rights.ts'
import { getOperationAST, parse, validate } from 'graphql'
import { conditionVariables, makePlan } from '../../../src/planner/make-plan.ts'
import type { EntityNode, Plan } from '../../../src/planner/plan.ts'
import { buildCanonicalSchema } from '../../../src/schema/build-schema.ts'
import { loadSdl } from '../../../src/schema/load-sdl.ts'
import { readCatalog } from '../../../src/schema/read-catalog.ts'

const sdl = loadSdl()
const { catalog } = readCatalog(sdl)
const schema = buildCanonicalSchema(sdl)

function plan(
  text: string,
  variables: Record<string, unknown> = {},
  isReadable: (entity: string, field: string) => boolean = () => true,
): Plan {
  const document = parse(text)
  expect(validate(schema, document)).toEqual([])
  const operation = getOperationAST(document)
  if (!operation) throw new Error('name one operation')
  return makePlan({
    schema,
    catalog,
    document,
    operation,
    variables,
    isReadable,
    rights: everyRight(catalog),
  })
}

/** The node of the only root. */
function nodeOf({ roots: [root, ...others] }: Plan): EntityNode {
  expect(others).toEqual([])
  if (!root || !('node' in root) || !root.node) throw new Error('no root with a node')
  return root.node
}

const recordsOf = ({ records }: EntityNode) =>
  records.map(
    ({ system, part, fields }) => `${part === null ? system : `${system}/${part}`}: ${fields.join(' ')}`,
  )

const edgesOf = ({ edges }: EntityNode): string[] =>
  edges.map((edge) => (edge.kind === 'collection' ? edge.field + edge.argumentsText : edge.path.join('.')))

const customer = (
  selection: string,
) => `query ($id: ID, $yes: Boolean = true, $no: Boolean = false, $n: Int) {
  customer(id: $id) { ${selection} ... on Customer @skip(if: true) { phone } }
  systems @skip(if: true) { name } x: bookings(first: $n) @include(if: false) { edges { cursor @skip(if: $yes) @include(if: $no) } } }`

const values = { yes: true, no: false }

describe('fields that are asked more than once', () => {
  test('under aliases, in fragments and merged they are one need of one record', () => {
    const node = nodeOf(
      plan(customer('a: givenName b: givenName ... on Node { ... on Customer { givenName email } }'), values),
    )
    expect(recordsOf(node)).toEqual(['CRM: givenName email'])
  })

  test('selections below a field that is merged are joined', () => {
    const node = nodeOf(
      plan(
        customer(
          'orders { edges { node { number } } } orders { edges { node { status } } pageInfo { hasNextPage } }',
        ),
        values,
      ),
    )
    expect(node.edges).toHaveLength(1)
    expect(recordsOf(node.edges[0]!.node)).toEqual(['ERP: number status'])
  })

  test('aliases with other arguments are edges of their own, in whatever order arguments stand', () => {
    const node = nodeOf(
      plan(
        customer(
          'a: orders(first: 1, after: "x") { edges { node { number } } } b: orders(after: "x", first: 1) { edges { node { status } } } c: orders(first: 2) { edges { cursor } }',
        ),
        values,
      ),
    )
    expect(edgesOf(node)).toEqual(['orders(after: "x", first: 1)', 'orders(first: 2)'])
    expect(recordsOf(node.edges[0]!.node)).toEqual(['ERP: number status'])
    expect(recordsOf(node.edges[1]!.node)).toEqual([])
  })

  test('root fields too: the same look-up twice is one step, another key another', () => {
    const { roots } = plan(
      '{ a: order(number: "1") { number } b: order(number: "1") { status } c: order(number: "2") { number } }',
    )
    expect(roots.map(({ field, argumentsText }) => field + argumentsText)).toEqual([
      'order(number: "1")',
      'order(number: "2")',
    ])
  })
})

describe('references inside values', () => {
  test('the items of lines under two aliases are one edge that needs both', () => {
    const node = nodeOf(
      plan('{ order(id: "1") { a: lines { item { sku } } b: lines { sku x: item { onHand } } } }'),
    )
    expect(recordsOf(node)).toEqual(['ERP: lines'])
    expect(edgesOf(node)).toEqual(['lines.item'])
    expect(recordsOf(node.edges[0]!.node)).toEqual(['ERP: sku', 'ERP/stock: onHand'])
  })

  test('lines without their items lead nowhere', () => {
    expect(edgesOf(nodeOf(plan('{ order(id: "1") { lines { sku quantity } } }')))).toEqual([])
  })
})

describe('inline fragments on Node', () => {
  test('each entity needs only what its own fragments ask', () => {
    const [root] = plan(
      '{ node(id: "1") { id ... on Customer { vipLevel } ... on Order { number } ... on Node { ... on Booking { status } } } }',
    ).roots
    if (root?.kind !== 'node') throw new Error('not a node')
    const needs = [...root.nodes].map(([entity, node]) => [entity, recordsOf(node), node.needsId])
    expect(needs).toEqual([
      ['Booking', ['CRS: status'], true],
      ['Customer', ['CRS: vipLevel'], true],
      ['InventoryItem', [], true],
      ['Order', ['ERP: number'], true],
    ])
  })
})

describe('what is skipped', () => {
  test.each([
    ['vipLevel @skip(if: $yes)', []],
    ['vipLevel @skip(if: $no)', ['CRS: vipLevel']],
    ['vipLevel @include(if: $yes) @skip(if: $yes)', []],
    ['... @include(if: $no) { vipLevel }', []],
    ['vipLevel @skip(if: $yes) v: vipLevel', ['CRS: vipLevel']],
  ])('%s', (selection, records) => {
    expect(recordsOf(nodeOf(plan(customer(`id ${selection}`), values)))).toEqual(records)
  })

  test('a fragment that is skipped in one place still applies in another', () => {
    const node = nodeOf(
      plan(
        'query ($yes: Boolean!) { customer(id: "1") { ...F @skip(if: $yes) ... on Customer { ...F } } } fragment F on Customer { vipLevel }',
        values,
      ),
    )
    expect(recordsOf(node)).toEqual(['CRS: vipLevel'])
  })

  test('fields whose owner is not configured load nothing and lead nowhere', () => {
    const node = nodeOf(
      plan(
        customer(
          'givenName customerNumber orders { edges { node { number } } } bookings { edges { node { status } } }',
        ),
        values,
        (entity, field) => entity !== 'Order' && field !== 'customerNumber',
      ),
    )
    expect(recordsOf(node)).toEqual(['CRM: givenName'])
    expect(edgesOf(node)).toEqual(['bookings'])
  })

  test('id, __typename and sources need no record, only to be known', () => {
    const node = nodeOf(plan(customer('id __typename sources { system }'), values))
    expect(node).toMatchObject({ needsId: true, needsLinks: true, records: [], edges: [] })
    expect(nodeOf(plan(customer('__typename'), values))).toMatchObject({ needsId: false, needsLinks: false })
  })
})

describe('conditionVariables', () => {
  test.each([
    ['{ systems { name } }', []],
    ['query ($a: Boolean!, $n: Int) { orders(first: $n) { edges @skip(if: $a) { cursor } } }', ['a']],
    [
      'query ($b: Boolean!, $a: Boolean!) { ...F @include(if: $b) } fragment F on Query { systems @skip(if: $a) { name } }',
      ['a', 'b'],
    ],
    ['query ($a: Boolean!) { ... @skip(if: $a) { systems { name } } }', ['a']],
  ])('of %s', (text, names) => {
    expect(conditionVariables(parse(text))).toEqual(names)
  })
})

test('an operation of a type that the schema lacks has no plan', () => {
  const document = parse('subscription { x }')
  const operation = getOperationAST(document)
  expect(
    makePlan({
      schema,
      catalog,
      document,
      operation: operation!,
      variables: {},
      isReadable: () => true,
      rights: everyRight(catalog),
    }),
  ).toEqual({ roots: [], denied: [] })
})

test('arguments are read with the request’s variables and defaults', () => {
  const [root] = plan('query ($n: Int = 7) { orders(first: $n) { edges { cursor } } }').roots
  expect(root?.readArguments({ n: 7 })).toMatchObject({ first: 7 })
  expect(root?.readArguments({})).toMatchObject({ first: 20 })
})

describe('mutations', () => {
  const cancel = (selection: string) => `cancelBooking(id: "b1") { ${selection} }`
  const mutationsOf = ({ roots }: Plan) => roots.filter((root) => root.kind === 'mutation')

  test('are steps in the order of the document, by their names in the response: equal ones stay two', () => {
    const steps = mutationsOf(
      plan(`mutation { b: ${cancel('writeId')} ...more a: ${cancel('writeId')} }
        fragment more on Mutation { releaseOrder(id: "o1") { writeId } }`),
    )
    expect(steps.map(({ responseName, field }) => [responseName, field])).toEqual([
      ['b', 'cancelBooking'],
      ['releaseOrder', 'releaseOrder'],
      ['a', 'cancelBooking'],
    ])
  })

  test('of one name in the response are one, as GraphQL has it, with what both select', () => {
    const steps = mutationsOf(
      plan(`mutation { ${cancel('booking { status }')} ${cancel('booking { arrival }')} }`),
    )
    expect(steps).toHaveLength(1)
    expect(steps[0]?.node && recordsOf(steps[0].node)).toEqual(['CRS: status arrival'])
  })

  test('plan what is selected of their entity alone, under whatever alias; nothing where it is not', () => {
    const [one, other] = mutationsOf(
      plan(`mutation {
        a: ${cancel('writeId x: booking { customer { email } } receipts { system }')}
        b: ${cancel('receipts { system }')}
      }`),
    )
    expect(one?.node && edgesOf(one.node)).toEqual(['customer'])
    expect(other?.node).toBeNull()
  })

  test('are left out by @skip, and so never done', () => {
    expect(mutationsOf(plan(`mutation { cancelBooking(id: "b1") @skip(if: true) { writeId } }`))).toEqual([])
  })
})

test('waiting writes are counted where they are selected, and only there', () => {
  const [counted, not] = ['pendingWrites', 'system'].map((member) =>
    nodeOf(plan(customer(`sources { ${member} }`), values)),
  )
  expect([counted?.needsPendingWrites, not?.needsPendingWrites]).toEqual([true, false])
  expect(counted?.needsLinks).toBe(true)
})
