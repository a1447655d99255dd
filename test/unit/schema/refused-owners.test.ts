import { problemsOf, type Refusal } from './problems-of.ts'

const refusals: Refusal[] = [
  [
    'a type that is a Node without an owner',
    'type Ticket implements Node {\n  id: ID!\n}',
    ['own.graphql:1 Ticket implements Node, but no owner: add @entity(owner: ...)'],
  ],
  [
    'a type with sources and access without an owner',
    'type Ticket @source(system: CRM, maxAge: "5m") @access(read: [SALES]) {\n  id: ID!\n}',
    ['own.graphql:1 Ticket has @source and has @access, but no owner: add @entity(owner: ...)'],
  ],
  [
    'an entity whose owner is no source of it',
    'type Ticket implements Node @entity(owner: CRM) @source(system: ERP, maxAge: "5m") @access(read: [SALES]) {\n  id: ID!\n  sources: [Source!]\n}',
    [
      'own.graphql:1 Ticket is owned by CRM, which is no source of it: add @source(system: CRM, maxAge: "...") to the type',
    ],
  ],
  [
    'a field whose owner is no source of the type',
    'extend type Order {\n  note: String @owner(system: CRM)\n}',
    [
      'own.graphql:2 Order.note is owned by CRM, which is no source of Order: add @source(system: CRM, maxAge: "...") to the type, or name another owner',
    ],
  ],
  [
    'a part that no source declares',
    'extend type InventoryItem {\n  bin: String @owner(system: ERP, part: "shelf")\n}',
    [
      'own.graphql:2 InventoryItem.bin is owned by part "shelf" of ERP, which is no source of InventoryItem: add @source(system: ERP, part: "shelf", maxAge: "...") to the type, or name another owner',
    ],
  ],
  [
    'two owners of a field',
    'extend type Customer {\n  tier: String @owner(system: CRM) @owner(system: ERP)\n}',
    ['own.graphql:2 two owners, CRM and ERP: keep one @owner'],
  ],
  [
    'two owners of an entity',
    'extend type Customer @entity(owner: ERP)',
    ['own.graphql:1 two owners, CRM and ERP: keep one @entity'],
  ],
  [
    'an owner of a connection besides that of the reference',
    'extend type Customer {\n  stays(first: Int, after: String): BookingConnection @inverse(of: "customer") @owner(system: CRM)\n}',
    [
      'own.graphql:2 Customer.stays has two owners, its own and that of the reference it inverts: remove @owner',
    ],
  ],
  [
    'one source declared twice',
    'extend type Order @source(system: ERP, maxAge: "1m")',
    ['own.graphql:1 Order declares source ERP twice: keep one @source'],
  ],
  [
    'what is never kept and yet shown when it is old',
    'extend type Order\n  @source(system: CRM, maxAge: "0s", staleIfError: "1h")',
    [
      'own.graphql:2 Order is never to be kept (maxAge "0s"), and yet shown when it is old (staleIfError): remove staleIfError, or raise maxAge',
    ],
  ],
  [
    'a duration without a unit',
    'extend type Order\n  @source(system: CRM, maxAge: "60")',
    ['own.graphql:2 maxAge "60" is no duration: write a whole number with its unit, e.g. "60s", "5m", "1h"'],
  ],
  [
    'a duration that is no text',
    'extend type Order\n  @source(system: CRM, maxAge: 60)',
    ['own.graphql:2 @source(maxAge:) is not a text: write it in quotes'],
  ],
  [
    'a match key that the entity does not have',
    'type Ticket implements Node @entity(owner: CRM, match: ["numbr"]) @source(system: CRM, maxAge: "5m") @access(read: [SALES]) {\n  id: ID!\n  number: String\n  sources: [Source!]\n}',
    ['own.graphql:1 match key numbr is no value field of Ticket: did you mean number? (known: number)'],
  ],
]

test.each(refusals)('refused with file, line and fix: %s', (_claim, sdl, problems) => {
  expect(problemsOf(sdl)).toEqual(problems)
})
