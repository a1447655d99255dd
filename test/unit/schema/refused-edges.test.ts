import { problemsOf, type Refusal } from './problems-of.ts'

const refusals: Refusal[] = [
  [
    '`!` on an entity field',
    'extend type Customer {\n  tier: String!\n  tags: [String!]!\n}',
    [
      'own.graphql:2 Customer.tier: String! would let a dead system empty the reply: write String',
      'own.graphql:3 Customer.tags: [String!]! would let a dead system empty the reply: write [String!]',
    ],
  ],
  [
    '`!` on a root field',
    'extend type Query {\n  weather: [String!]! @owner(system: CRS) @access(read: [SALES])\n}',
    ['own.graphql:2 Query.weather: [String!]! would let a dead system empty the reply: write [String!]'],
  ],
  [
    '`!` on a reference inside a value',
    'extend type OrderLine {\n  substitute: InventoryItem!\n}',
    [
      'own.graphql:2 OrderLine.substitute: InventoryItem! would let a dead system empty the reply: write InventoryItem',
    ],
  ],
  [
    'a plain list of entities',
    'extend type Customer {\n  all: [Order]\n}\nextend type Query {\n  allOrders: [Order]\n}',
    [
      'own.graphql:2 Customer.all is a plain list of Order: use OrderConnection, or the list, with @inverse(of: ...) on an entity',
      'own.graphql:5 Query.allOrders is a plain list of Order: use OrderConnection, or give it exactly the argument ids: [ID!]!',
    ],
  ],
  [
    'a connection without the reference behind it',
    'extend type Customer {\n  stays(first: Int, after: String): BookingConnection\n}',
    [
      'own.graphql:2 Customer.stays is a connection that nothing fills: add @inverse(of: ...), naming the field of Booking that points back',
      'own.graphql:2 nothing fills Customer.stays(after:): remove the argument',
      'own.graphql:2 nothing fills Customer.stays(first:): remove the argument',
    ],
  ],
  [
    'an inverse of no reference',
    'extend type Customer {\n  stays(first: Int, after: String): BookingConnection @inverse(of: "custmer")\n}',
    [
      'own.graphql:2 Customer.stays: Booking.custmer is no reference to Customer: did you mean customer? (known: customer)',
    ],
  ],
  [
    'an inverse of what points elsewhere',
    'extend type InventoryItem {\n  orders(first: Int, after: String): OrderConnection @inverse(of: "customer")\n}',
    [
      'own.graphql:2 InventoryItem.orders: Order.customer is no reference to InventoryItem: add such a field to Order',
    ],
  ],
  [
    'an inverse that is no connection',
    'extend type Customer {\n  stay: Booking @inverse(of: "customer")\n}',
    [
      'own.graphql:2 Customer.stay cannot be paged: add the argument after: String',
      'own.graphql:2 Customer.stay cannot be paged: add the argument first: Int',
      'own.graphql:2 Customer.stay has @inverse, and Booking connects no entity: give it the connection type of an entity, e.g. BookingConnection, or a list of one, e.g. [Booking], or remove @inverse',
    ],
  ],
  [
    'a plain list that is to be paged, is longer than a page of any vendor, or empties the reply',
    'extend type Customer {\n  stays(first: Int): [Booking] @inverse(of: "customer", atMost: 101)\n  trips: [Booking!] @inverse(of: "customer")\n}',
    [
      'own.graphql:2 @inverse(atMost:) is no whole number from 1 to 100: correct it',
      'own.graphql:2 Customer.stays is a plain list, which has one page: remove the argument, or make it a BookingConnection',
      'own.graphql:3 Customer.trips: [Booking!] would let a dead system empty the reply: write [Booking]',
    ],
  ],
  [
    'match keys of what has the same id everywhere',
    'type Tip implements Node @entity(owner: CRM, ids: SHARED, match: ["text"]) @source(system: CRM, maxAge: "1m") @access(read: [SALES]) {\n  id: ID!\n  text: String\n  sources: [Source!]\n}',
    [
      'own.graphql:1 Tip has the same id in every system, so that nothing is matched: remove match, or ids: SHARED',
    ],
  ],
  [
    'a connection of another shape',
    'type TipConnection {\n  edges: [TipEdge]\n  pageInfo: PageInfo!\n}\ntype TipEdge {\n  node: String\n}',
    [
      'own.graphql:2 TipConnection is no Relay connection: write edges: [TipEdge!]!',
      'own.graphql:5 TipEdge is no Relay connection: write cursor: String!',
    ],
  ],
  [
    'a field that is of no one type',
    'extend type Customer {\n  favourite: Node\n}',
    ['own.graphql:2 Customer.favourite is of Node, which is no one type: name an object type'],
  ],
]

test.each(refusals)('refused with file, line and fix: %s', (_claim, sdl, problems) => {
  expect(problemsOf(sdl)).toEqual(problems)
})
