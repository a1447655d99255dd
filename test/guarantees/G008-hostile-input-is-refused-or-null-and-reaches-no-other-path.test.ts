import { startSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.ts'

// G008: hostile input is null or refused as BAD_USER_INPUT, never a 500 and never INTERNAL, and makes no simulator see a
// path or an operation that the same query does not make with ordinary values.

let gateway: SandboxGateway
beforeAll(async () => {
  gateway = await startSandboxGateway()
  // Sign in and link first, so that what hostile values cause can be told from that.
  await gateway.query('{ customer(email: "clara.winterfeld@example.com") { customerNumber vipLevel } }')
})
afterAll(() => gateway.close())
beforeEach(() => gateway.resetRequests())

const hostile: Record<string, string> = {
  'another path': '../admin',
  'an encoded path': '%2e%2e%2fadmin',
  dots: '..',
  slashes: '/__sandbox/faults',
  'a query': 'a?x=',
  'a fragment and more': 'a#b&c=d;e',
  SQL: "'; --",
  'more SQL': "' or 1=1 --",
  OData: "x' or number ne '",
  'a template': '${jndi:ldap://example.com/a}',
  'a wildcard': '%',
  '50 kB': 'x'.repeat(50_000),
  'a NUL': 'a\u0000b',
  'a line break': 'a\r\nx-evil: 1',
  'a lone surrogate': 'a\ud800b',
  'right to left': '\u202egnp.exe',
  emptiness: '',
  'a blank': ' ',
  __proto__: '__proto__',
  'a number too large': '9'.repeat(40),
  'a wrong GUID': 'c0570000-0000-4000-8000-00000000000g',
}

/** Operations that each argument may lead to; every vendor's reads of single records and lists, nothing else. */
const ordinary = new Set([
  ...['batchReadContacts', 'searchContacts', 'listContacts'],
  ...['listCustomers', 'listSalesOrders', 'listItems', 'issueToken'],
  ...[
    'getProfiles',
    'getProfilesByIds',
    'getReservations',
    'getReservation',
    'getHotelAvailability',
    'getToken',
  ],
])

const places: [name: string, document: string][] = [
  ['node id', 'query ($v: ID!) { r: node(id: $v) { id } }'],
  ['customer id', 'query ($v: ID!) { r: customer(id: $v) { id givenName } }'],
  ['booking id', 'query ($v: ID!) { r: booking(id: $v) { id status } }'],
  ['order id', 'query ($v: ID!) { r: order(id: $v) { id number } }'],
  ['item id', 'query ($v: ID!) { r: inventoryItem(id: $v) { id sku } }'],
  ['CRM id', 'query ($v: ID!) { r: customerByExternalId(system: CRM, id: $v) { id } }'],
  ['ERP id', 'query ($v: ID!) { r: customerByExternalId(system: ERP, id: $v) { id } }'],
  ['CRS id', 'query ($v: ID!) { r: customerByExternalId(system: CRS, id: $v) { id } }'],
  ['DATABASE id', 'query ($v: ID!) { r: customerByExternalId(system: DATABASE, id: $v) { id } }'],
  ['confirmation number', 'query ($v: String!) { r: booking(confirmationNumber: $v) { id } }'],
  ['order number', 'query ($v: String!) { r: order(number: $v) { id } }'],
  ['SKU', 'query ($v: String!) { r: inventoryItem(sku: $v) { id } }'],
  ['e-mail', 'query ($v: EmailAddress!) { r: customer(email: $v) { id } }'],
  [
    'family name filter',
    'query ($v: String!) { r: customers(filter: { familyName: $v }) { edges { cursor } } }',
  ],
  [
    'customer number filter',
    'query ($v: String!) { r: customers(filter: { customerNumber: $v }) { edges { cursor } } }',
  ],
  ['segment filter', 'query ($v: String!) { r: customers(filter: { segment: [$v] }) { edges { cursor } } }'],
  ['property filter', 'query ($v: String!) { r: bookings(filter: { property: $v }) { edges { cursor } } }'],
  [
    'order reference filter',
    'query ($v: String!) { r: orders(filter: { externalReference: $v }) { edges { cursor } } }',
  ],
  [
    'item name filter',
    'query ($v: String!) { r: inventoryItems(filter: { nameContains: $v }) { edges { cursor } } }',
  ],
  ['cursor', 'query ($v: String!) { r: orders(after: $v) { edges { cursor } } }'],
  ['cursor of bookings', 'query ($v: String!) { r: bookings(after: $v) { edges { cursor } } }'],
  [
    'property',
    'query ($v: String!) { r: availability(property: $v, arrival: "2027-01-01", departure: "2027-01-02") { remaining } }',
  ],
]

const isEmpty = (value: unknown) =>
  value === null ||
  value === undefined ||
  JSON.stringify(value) === '[]' ||
  JSON.stringify(value) === '{"edges":[]}'

describe.each(places)('%s', (place, document) => {
  test.each(Object.keys(hostile))('%s', async (name) => {
    const { status, data, errors = [] } = await gateway.query<{ r: unknown }>(document, { v: hostile[name] })
    expect([200, 400]).toContain(status)
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(errors.map(() => 'BAD_USER_INPUT'))
    for (const { message } of errors) expect(message.length).toBeLessThan(1_001)
    // None of them is a record's value, and none may mean "all"; but names of items do contain blanks.
    const isFound = place === 'item name filter' && name === 'a blank'
    expect({ name, empty: isEmpty(data?.r) }).toEqual({ name, empty: !isFound })
    const seen = Object.values(await gateway.requests()).flatMap((operations) => Object.keys(operations))
    expect(seen.filter((operation) => !ordinary.has(operation))).toEqual([])
  })
})

test.each<[claim: string, body: string]>([
  ['no JSON', '{'],
  ['no object', '[]'],
  ['no query', '{}'],
  ['a query that is no text', '{"query": 5}'],
  ['variables that are no object', '{"query": "{ __typename }", "variables": "x"}'],
  ['a syntax error', '{"query": "{ customer("}'],
  ['an unknown field', '{"query": "{ customer(id: \\"a\\") { nope } }"}'],
  ['an unknown argument', '{"query": "{ customer(nope: 1) { id } }"}'],
  [
    'an object for an id',
    '{"query": "query ($i: ID!) { node(id: $i) { id } }", "variables": {"i": {"a": 1}}}',
  ],
  ['a list for an id', '{"query": "query ($i: ID!) { node(id: $i) { id } }", "variables": {"i": ["a"]}}'],
  ['a number for an e-mail', '{"query": "{ customer(email: 5) { id } }"}'],
  ['no such operation', '{"query": "query A { __typename }", "operationName": "B"}'],
  ['a mutation', '{"query": "mutation { deleteAll }"}'],
  ['a page of none', '{"query": "{ customers(first: 0) { edges { cursor } } }"}'],
  ['a page of less than none', '{"query": "{ orders(first: -1) { edges { cursor } } }"}'],
  ['an absurd page', '{"query": "{ bookings(first: 2000000000) { edges { cursor } } }"}'],
  ['a page beyond integers', '{"query": "{ bookings(first: 1e99) { edges { cursor } } }"}'],
  ['a fraction of a page', '{"query": "{ bookings(first: 1.5) { edges { cursor } } }"}'],
  [
    'a filter over two owners',
    '{"query": "{ customers(filter: { email: \\"a@example.com\\", customerNumber: \\"C1\\" }) { edges { cursor } } }"}',
  ],
  [
    'a filter and a sort over two owners',
    '{"query": "{ customers(filter: { email: \\"a@example.com\\" }, orderBy: { field: LOYALTY_POINTS }) { edges { cursor } } }"}',
  ],
  ['no key', '{"query": "{ customer { id } }"}'],
  ['two keys', '{"query": "{ customer(id: \\"a\\", email: \\"a@example.com\\") { id } }"}'],
  [
    'an impossible date',
    '{"query": "{ availability(property: \\"HWBER\\", arrival: \\"2026-02-31\\", departure: \\"2026-03-02\\") { remaining } }"}',
  ],
  [
    'a stay that ends before it begins',
    '{"query": "{ availability(property: \\"HWBER\\", arrival: \\"2027-02-03\\", departure: \\"2027-02-01\\") { remaining } }"}',
  ],
  [
    'another system’s cursor',
    `{"query": "{ orders(after: \\"${Buffer.from('CRS:1').toString('base64url')}\\") { edges { cursor } } }"}`,
  ],
  [
    'nesting without end',
    JSON.stringify({
      query: `{ customers ${'{ edges { node { bookings { edges { node { customer '.repeat(8)} { id } ${'} } } } } }'.repeat(8)} }`,
    }),
  ],
])('refused with a clear error, and nobody is asked: %s', async (_claim, body) => {
  const { status, text } = await gateway.post(body)
  expect([200, 400]).toContain(status)
  const { data, errors } = JSON.parse(text) as {
    data?: object | null
    errors: { message: string; extensions: { code: string } }[]
  }
  expect(Object.values(data ?? {}).every((value) => value === null)).toBe(true)
  expect(errors.length).toBeGreaterThan(0)
  for (const { extensions, message } of errors) {
    expect(['BAD_USER_INPUT', 'GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED']).toContain(extensions.code)
    expect(message.length).toBeGreaterThan(5)
  }
  expect(gateway.calls()).toEqual([])
})
