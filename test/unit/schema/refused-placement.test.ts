import { problemsOf, type Refusal } from './problems-of.ts'

const refusals: Refusal[] = [
  [
    'a field that nobody is said to read',
    'type Ticket implements Node @entity(owner: CRM) @source(system: CRM, maxAge: "5m") {\n  id: ID! @access(read: [SALES])\n  sources: [Source!] @access(read: [SALES])\n  title: String\n}',
    ['own.graphql:4 Ticket.title says nobody may read it: add @access(read: [...]) to it or to the type'],
  ],
  [
    'governance on an interface',
    'interface Named @access(read: [SALES]) {\n  name: String @owner(system: CRM)\n}',
    [
      'own.graphql:1 @access on an interface: put it on the types that implement it',
      'own.graphql:2 @owner on Named.name stands on an interface: put it on the types that implement it',
    ],
  ],
  [
    'governance on a member of a value',
    'extend type Address {\n  latitude: Float @owner(system: CRM)\n}',
    [
      'own.graphql:2 @owner on Address.latitude has no effect, values are governed as a whole: put it on the field of the entity',
    ],
  ],
  [
    'governance of what the gateway answers',
    'type Ticket implements Node @entity(owner: CRM) @source(system: CRM, maxAge: "5m") @access(read: [SALES]) {\n  id: ID! @owner(system: CRM)\n  sources: [Source!]\n}',
    ['own.graphql:2 @owner on Ticket.id has no effect, the gateway answers it: remove it'],
  ],
  [
    'access on a look-up, which would seem to replace that of the fields',
    'extend type Query {\n  guest(id: ID): Customer @access(read: [FRONTDESK])\n}',
    [
      'own.graphql:2 @access on Query.guest has no effect, Customer and its fields say who owns and reads them: remove it',
    ],
  ],
  [
    'a root field that nobody is said to read',
    'extend type Query {\n  weather: String @owner(system: CRM)\n}',
    ['own.graphql:2 Query.weather says nobody may read it: add @access(read: [...])'],
  ],
  [
    'a directive where it may not stand',
    'extend input OrderFilter {\n  taxAmount: String @owner(system: ERP)\n}',
    [
      'own.graphql:2 @owner may not stand here: move it to where it may (FIELD_DEFINITION)',
      'own.graphql:2 OrderFilter.taxAmount compares Order.taxAmount: Money with EQ: remove it, no comparison is possible',
    ],
  ],
  [
    'an entity without id, sources and Node',
    'type Ticket @entity(owner: CRM) @source(system: CRM, maxAge: "5m") @access(read: [SALES]) {\n  title: String\n}',
    [
      'own.graphql:1 entity Ticket lacks id: ID!: add it',
      'own.graphql:1 entity Ticket lacks implements Node: add it',
      'own.graphql:1 entity Ticket lacks sources: [Source!]: add it',
    ],
  ],
]

test.each(refusals)('refused with file, line and fix: %s', (_claim, sdl, problems) => {
  expect(problemsOf(sdl)).toEqual(problems)
})
