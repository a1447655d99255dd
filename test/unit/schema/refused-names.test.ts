import { problemsOf, type Refusal } from './problems-of.ts'

const roles = 'SUPPORT, SALES, FINANCE, FRONTDESK, OPERATOR, DEVELOPER, WEBSITE, SELF, GUEST, ANONYMOUS'

const refusals: Refusal[] = [
  [
    'an unknown role',
    'extend type Customer {\n  tier: String @access(read: [SALE])\n}',
    [`own.graphql:2 unknown role SALE (known: ${roles}): did you mean SALES?`],
  ],
  [
    'a role like no other',
    'extend type Customer {\n  tier: String @access(read: [SALES], write: [CONCIERGE])\n}',
    [
      `own.graphql:2 unknown role CONCIERGE (known: ${roles}): use one of them, or add it with: extend enum Role { CONCIERGE }`,
    ],
  ],
  [
    'an unknown system',
    'extend type Customer {\n  tier: String @owner(system: CRN)\n}',
    ['own.graphql:2 unknown system CRN (known: CRM, ERP, CRS, DATABASE): did you mean CRM?'],
  ],
  [
    'a system in quotes',
    'extend type Customer {\n  tier: String @owner(system: "CRM")\n}',
    ['own.graphql:2 unknown system CRM (known: CRM, ERP, CRS, DATABASE): write it without quotes'],
  ],
  [
    'an unknown mask',
    'extend type Customer {\n  iban: String @access(read: [FINANCE], mask: LAST5)\n}',
    ['own.graphql:2 unknown mask LAST5 (known: EMAIL, PHONE, TAX_ID, LAST4): did you mean LAST4?'],
  ],
  [
    'an unknown comparison',
    'extend input OrderFilter {\n  before: LocalDate @compares(field: "orderDate", with: GTTE)\n}',
    [
      'own.graphql:2 unknown comparison GTTE (known: EQ, IN, GT, GTE, LT, LTE, CONTAINS, STARTS_WITH): did you mean GTE?',
    ],
  ],
  [
    'an unknown directive',
    'extend type Customer {\n  tier: String @onwer(system: CRM)\n}',
    [
      'own.graphql:2 unknown directive @onwer: did you mean owner? (known: entity, source, owner, access, accessOf, self, restrict, inverse, appliesTo, compares, copiedTo, mutation, sets)',
    ],
  ],
  [
    'an unknown type',
    'extend type Customer {\n  tier: Strin\n}',
    ['own.graphql:2 Unknown type "Strin". Did you mean "String"?: correct the name, or declare the type'],
  ],
  [
    'a field declared twice',
    'extend type Customer {\n  email: String\n}',
    ['own.graphql:2 Field "Customer.email" can only be defined once: keep one'],
  ],
  [
    'a type declared twice',
    'type Address {\n  planet: String\n}',
    ['own.graphql:1 There can be only one type named "Address": keep one'],
  ],
  [
    'an extension of what is not there',
    'extend type Custmer {\n  tier: String\n}',
    [
      'own.graphql:1 Cannot extend type "Custmer" because it is not defined. Did you mean "Customer"?: correct the name, or declare the type without extend',
    ],
  ],
  [
    'an unknown argument and a missing one',
    'extend type Customer {\n  tier: String @owner(sytem: CRM)\n}',
    [
      'own.graphql:2 Directive "@owner" argument "system" of type "System!" is required, but it was not provided: add it',
      'own.graphql:2 Unknown argument "sytem" on directive "@owner". Did you mean "system"?: correct its name',
    ],
  ],
  [
    'an interface not kept',
    'type Ticket implements Node @entity(owner: CRM) @source(system: CRM, maxAge: "5m") @access(read: [SALES]) {\n  id: String!\n  sources: [Source!]\n}',
    [
      'own.graphql:1 entity Ticket lacks id: ID!: add it',
      'own.graphql:2 Interface field Node.id expects type ID! but Ticket.id is type String!: correct it here',
    ],
  ],
]

test.each(refusals)('refused with file, line and fix: %s', (_claim, sdl, problems) => {
  expect(problemsOf(sdl)).toEqual(problems)
})
