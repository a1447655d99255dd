import { problemsOf } from './problems-of.ts'

const entity = (directives: string, fields: string) => `type Ticket implements Node
  @entity(owner: CRM)
  @source(system: CRM, maxAge: "1m")
  ${directives} {
  id: ID!
  ${fields}
  sources: [Source!]
}`

const refusals: [claim: string, sdl: string, problems: string[]][] = [
  [
    'SELF on what belongs to nobody',
    entity('@access(read: [SUPPORT])', 'title: String @access(read: [SELF])'),
    [
      'own.graphql:6 Ticket.title names SELF, and nothing says which customer Ticket belongs to: add @self(field: ...) to the type, or name GUEST, any caller who is a customer',
    ],
  ],
  [
    'a @self that is no customer',
    entity('@access(read: [SUPPORT]) @self(field: "title")', 'title: String'),
    [
      'own.graphql:4 Ticket.title does not say which customer it belongs to: name id, or a reference to an entity with @self(field: "id")',
    ],
  ],
  [
    'SELF on a root field',
    'extend type Query {\n  weather: String @owner(system: CRS) @access(read: [SELF])\n}',
    [
      'own.graphql:2 Query.weather is no record that could belong to SELF: name GUEST, any caller who is a customer',
    ],
  ],
  [
    'a mask that nobody sees, and masked roles without a mask',
    'extend type Customer {\n  a: String @access(read: [SALES], mask: EMAIL)\n  b: String @access(read: [SALES], masked: [SUPPORT])\n}',
    [
      'own.graphql:2 mask EMAIL is shown to nobody: name who sees the value so with masked: [...], or remove it',
      'own.graphql:3 SUPPORT see a masked value, and nothing says how: add mask: EMAIL, PHONE, TAX_ID or LAST4',
    ],
  ],
  [
    'a role that sees all and a part, or writes what it sees a part of',
    'extend type Customer {\n  a: String @access(read: [SALES], mask: LAST4, masked: [SALES])\n  b: String @access(read: [SALES], write: [SUPPORT], mask: LAST4, masked: [SUPPORT])\n}',
    [
      'own.graphql:2 SALES in read and in masked: keep one',
      'own.graphql:3 SUPPORT would write a value that they see only part of: remove them from write or from masked',
    ],
  ],
  [
    'a mask on what is no text',
    'extend type Customer {\n  a: Int @access(read: [SALES], mask: LAST4, masked: [SUPPORT])\n}',
    [
      'own.graphql:2 Customer.a has a mask, which only a text can have (String, EmailAddress, PhoneNumber): remove it',
    ],
  ],
  [
    'a rule over no value, over a list, over an object, for a derived role',
    entity(
      [
        '@access(read: [SUPPORT])',
        '@restrict(roles: [SUPPORT], field: "tilte", to: "teams")',
        '@restrict(roles: [SUPPORT], field: "tags", to: "teams")',
        '@restrict(roles: [SUPPORT], field: "place", to: "teams")',
        '@restrict(roles: [GUEST], field: "title", to: "teams")',
      ].join('\n'),
      'title: String\n  tags: [String!]\n  place: Address',
    ),
    [
      'own.graphql:1 @restrict on Ticket.title names GUEST, which no key or token gives: remove it',
      'own.graphql:5 @restrict compares Ticket.tilte, which leads to no value: did you mean title? (known: title, tags, place)',
      'own.graphql:6 @restrict cannot compare Ticket.tags, tags is no single value: name one',
      'own.graphql:7 @restrict cannot compare Ticket.place: it has fields of its own; name one of them',
    ],
  ],
  [
    'an access of what is not there, or twice',
    'extend schema\n  @accessOf(field: "Query.availabilty", read: [GUEST])\n  @accessOf(field: "Query.systems", read: [OPERATOR])\n  @accessOf(field: "Query.systems", read: [DEVELOPER])',
    [
      'own.graphql:2 @accessOf names Query.availabilty, which is no field: did you mean availability?',
      'own.graphql:4 the access of Query.systems is replaced twice: keep one @accessOf',
    ],
  ],
]

test.each(refusals)('refused with file, line and fix: %s', (_claim, sdl, problems) => {
  expect(problemsOf(sdl).map(withoutLongLists)).toEqual(problems)
})

/** The known fields of Query are many and not the point. */
function withoutLongLists(problem: string): string {
  return problem.replace(/ \(known: [^)]{150,}\)$/, '')
}

test('a company replaces the access of a field and of a type, and adds a rule of its own', () => {
  const sdl = `extend schema @accessOf(field: "Customer.phone", read: [SUPPORT]) @accessOf(field: "Order", read: [FINANCE])
extend type Order @restrict(roles: [FINANCE], field: "currency", to: "currencies")`
  expect(problemsOf(sdl)).toEqual([])
})
