import { problemsOf, withoutKnownNames, type Refusal } from './problems-of.ts'

const refusals: Refusal[] = [
  [
    'an argument of a value field',
    'extend type Customer {\n  tier(year: Int): String\n}',
    ['own.graphql:2 nothing fills Customer.tier(year:): remove the argument'],
  ],
  [
    'an argument of a list besides the known ones',
    'extend type Query {\n  guests(first: Int, after: Int, last: Int): CustomerConnection\n}',
    [
      'own.graphql:2 nothing fills Query.guests(last:): keep to first, after, filter, orderBy',
      'own.graphql:2 Query.guests(after:): make it String',
    ],
  ],
  [
    'a look-up by what is no field',
    'extend type Query {\n  guest(mail: String): Customer\n  any: Booking\n}',
    [
      'own.graphql:2 Query.guest(mail:) is no value field of Customer to look it up by: did you mean email?',
      'own.graphql:3 Query.any does not say which Booking: add an argument: id, or a field of Booking',
    ],
  ],
  [
    'a node root with other arguments',
    'extend type Query {\n  thing(id: ID!, kind: String): Node\n}',
    ['own.graphql:2 Query.thing finds any entity by id: give it exactly the argument id: ID!'],
  ],
  [
    'a filter field without an entity field behind it',
    'extend input OrderFilter {\n  nubmer: String\n  since: LocalDate @compares(field: "date", with: GTE)\n}',
    [
      'own.graphql:2 OrderFilter.nubmer has no value field Order.nubmer behind it: name it with @compares(field: ..., with: EQ); did you mean number?',
      'own.graphql:3 OrderFilter.since has no value field Order.date behind it: use one of',
    ],
  ],
  [
    'an order by what is no field, or has no order',
    'extend enum OrderOrderField {\n  PRIORITY\n  LINES\n  TOTAL_AMOUNT\n}',
    [
      'own.graphql:2 OrderOrderField.PRIORITY sorts by Order.priority, which is no value field: use one of',
      'own.graphql:3 OrderOrderField.LINES sorts by Order.lines: [OrderLine!], which has no order: remove it',
      'own.graphql:4 OrderOrderField.TOTAL_AMOUNT sorts by Order.totalAmount: Money, which has no order: remove it',
    ],
  ],
  [
    'a filter of an unknown entity',
    'input TicketFilter @appliesTo(entity: "Custmer") {\n  email: EmailAddress\n}',
    ['own.graphql:1 TicketFilter applies to Custmer, which is no entity: did you mean Customer?'],
  ],
  [
    'a filter and an order that do not say what they are of',
    'input GuestFilter {\n  email: EmailAddress\n}\nenum GuestOrderField {\n  EMAIL\n}\ninput GuestOrder {\n  field: GuestOrderField!\n  direction: OrderDirection! = ASC\n}\nextend type Query {\n  guests(first: Int, after: String, filter: GuestFilter, orderBy: GuestOrder): CustomerConnection\n}',
    [
      'own.graphql:1 Query.guests(filter:) takes GuestFilter, which does not say whose fields it names: add @appliesTo(entity: "Customer") to it',
      'own.graphql:4 Query.guests(orderBy:) takes GuestOrderField, which does not say whose fields it names: add @appliesTo(entity: "Customer") to it',
    ],
  ],
  [
    'a filter and an order of another entity',
    'extend type Query {\n  guests(first: Int, after: String, filter: OrderFilter, orderBy: PageInfoOrder): CustomerConnection\n}\ninput PageInfoOrder {\n  by: String\n}',
    [
      'own.graphql:2 Query.guests(filter:) takes OrderFilter, which applies to Order: take one that applies to Customer',
      'own.graphql:2 Query.guests(orderBy:) is no order: make it input CustomerOrder { field: CustomerOrderField!, direction: OrderDirection! = ASC }',
    ],
  ],
  [
    'a comparison in an input that applies to nothing',
    'input GuestFilter {\n  before: LocalDate @compares(field: "arrival", with: LT)\n}',
    [
      'own.graphql:2 @compares on GuestFilter.before has no effect: add @appliesTo(entity: ...) to GuestFilter',
    ],
  ],
  [
    'comparisons that the type of the field cannot have',
    'extend input CustomerFilter {\n  nameAfter: String @compares(field: "familyName", with: GT)\n  stageLike: String @compares(field: "lifecycleStage", with: CONTAINS)\n  creditLimit: Money_\n  pointsOf: Int @compares(field: "loyaltyPoints", with: IN)\n  segmentIs: Int @compares(field: "segment", with: EQ)\n}\ninput Money_ {\n  amount: Decimal\n}',
    [
      'own.graphql:2 CustomerFilter.nameAfter compares Customer.familyName: String with GT: use EQ, IN, CONTAINS, STARTS_WITH',
      'own.graphql:3 CustomerFilter.stageLike compares Customer.lifecycleStage: LifecycleStage with CONTAINS: use EQ, IN',
      'own.graphql:4 CustomerFilter.creditLimit compares Customer.creditLimit: Money with EQ: remove it, no comparison is possible',
      'own.graphql:5 CustomerFilter.pointsOf is Int, and IN with Customer.loyaltyPoints takes [Int!]: write [Int!]',
      'own.graphql:6 CustomerFilter.segmentIs is Int, and EQ with Customer.segment takes String: write String',
    ],
  ],
]

test.each(refusals)('refused with file, line and fix: %s', (_claim, sdl, problems) => {
  expect(problemsOf(sdl).map(withoutKnownNames)).toEqual(problems)
})
