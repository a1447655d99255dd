import { problemsOf, withoutKnownNames, type Refusal } from './problems-of.ts'

const payload = `
type TierPayload {
  writeId: ID!
  customer: Customer
  receipts: [Receipt!]!
  userErrors: [UserError!]!
}`
const mutation = (field: string, rest = payload) => `extend type Mutation {\n  ${field}\n}${rest}`
const update = '@mutation(does: UPDATE, entity: "Customer", audit: "customer.tiered")'
const takes = 'id: ID!, input: UpdateCustomerInput!, idempotencyKey: String'

const refusals: Refusal[] = [
  [
    'a mutation that says nothing',
    mutation('setTier(id: ID!): TierPayload'),
    [
      'own.graphql:2 Mutation.setTier says neither what it does nor what the audit calls it: add @mutation(does: ..., entity: "...", audit: "...")',
    ],
  ],
  [
    'a mutation without an audit',
    mutation(`setTier(${takes}): TierPayload @mutation(does: UPDATE, entity: "Customer")`),
    [
      'own.graphql:2 Directive "@mutation" argument "audit" of type "String!" is required, but it was not provided: add it',
    ],
  ],
  [
    'an audit name that is no name',
    mutation(`setTier(${takes}): TierPayload @mutation(does: UPDATE, entity: "Customer", audit: "Tier set")`),
    [
      'own.graphql:2 Mutation.setTier is called "Tier set" in the audit: write what it is about and what happened, e.g. "customer.updated"',
    ],
  ],
  [
    'an unknown kind, an unknown entity, no entity',
    mutation(
      [
        `a(${takes}): TierPayload @mutation(does: UPDAT, entity: "Customer", audit: "a.b")`,
        `b(${takes}): TierPayload @mutation(does: UPDATE, entity: "Custmer", audit: "a.b")`,
        `c(${takes}): TierPayload @mutation(does: UPDATE, audit: "a.b")`,
      ].join('\n  '),
    ),
    [
      'own.graphql:2 unknown kind of mutation UPDAT (known: CREATE, UPDATE, ACTION, GATEWAY): did you mean UPDATE?',
      'own.graphql:3 Mutation.b names Custmer, which is no entity: did you mean Customer?',
      'own.graphql:4 Mutation.c does UPDATE, and does not say to what: add entity: "..." to @mutation',
    ],
  ],
  [
    'an action that says neither which nor who, of a part that is not there',
    mutation(
      [
        'a(id: ID!, idempotencyKey: String): TierPayload @mutation(does: ACTION, entity: "Customer", audit: "a.b") @access(write: [SALES])',
        'b(id: ID!, idempotencyKey: String): TierPayload @mutation(does: ACTION, entity: "Customer", action: "b", audit: "a.b")',
        'c(id: ID!, idempotencyKey: String): TierPayload @mutation(does: ACTION, entity: "Customer", action: "c", part: "notes", audit: "a.b") @access(write: [SALES])',
      ].join('\n  '),
    ),
    [
      `own.graphql:2 Mutation.a does not say which operation it is: add action: "...", its owner's name of it, to @mutation`,
      'own.graphql:3 Mutation.b says nobody may do it: add @access(write: [...])',
      'own.graphql:4 Mutation.c is about part "notes", which Customer has not of its owner: remove part',
    ],
  ],
  [
    'a mutation of the gateway that nobody may do',
    mutation('sweep(idempotencyKey: String): EnquiryPayload @mutation(does: GATEWAY, audit: "a.b")', ''),
    ['own.graphql:2 Mutation.sweep says nobody may do it: add @access(write: [...])'],
  ],
  [
    'an access of its own beside those of the fields that it sets',
    mutation(`setTier(${takes}): TierPayload ${update} @access(write: [SALES])`),
    [
      'own.graphql:2 Mutation.setTier has an access of its own, and the fields that it sets say who may: remove @access',
    ],
  ],
  [
    'who reads a mutation, and who does a field',
    `${mutation('a(id: ID!, idempotencyKey: String): TierPayload @mutation(does: ACTION, entity: "Customer", action: "a", audit: "a.b") @access(read: [SALES], write: [SALES])')}
extend type Customer {
  b: String @access(write: [SALES])
}`,
    [
      'own.graphql:2 nothing of Mutation.a is read: remove read',
      'own.graphql:11 who may read Customer.b is not said: add read: [...]',
    ],
  ],
  [
    'SELF where nothing belongs to anybody',
    mutation(
      [
        'a(id: ID!, idempotencyKey: String): InventoryItemPayload @mutation(does: ACTION, entity: "InventoryItem", action: "a", audit: "a.b") @access(write: [SELF])',
        'b(idempotencyKey: String): EnquiryPayload @mutation(does: GATEWAY, audit: "a.b") @access(write: [SELF])',
      ].join('\n  '),
      '',
    ),
    [
      'own.graphql:2 Mutation.a names SELF, and nothing says which customer InventoryItem belongs to: add @self(field: ...) to the type, or name GUEST, any caller who is a customer',
      'own.graphql:3 Mutation.b is no record that could belong to SELF: name GUEST, any caller who is a customer',
    ],
  ],
  [
    'a payload without receipts, and without the entity',
    mutation(
      `setTier(${takes}): TierPayload ${update}`,
      '\ntype TierPayload {\n  writeId: ID!\n  userErrors: [UserError!]\n}',
    ),
    [
      'own.graphql:4 TierPayload, which Mutation.setTier answers with, lacks a field of Customer: add it',
      'own.graphql:4 TierPayload, which Mutation.setTier answers with, lacks receipts: [Receipt!]!: add it',
      'own.graphql:4 TierPayload, which Mutation.setTier answers with, lacks userErrors: [UserError!]!: add it',
    ],
  ],
  [
    'no payload at all',
    mutation(`setTier(${takes}): Boolean ${update}`, ''),
    [
      'own.graphql:2 Mutation.setTier answers with Boolean, which is no payload: answer with an object type that has writeId, receipts and userErrors',
    ],
  ],
  [
    'arguments that are missing, of another type, or read by nothing',
    mutation(`a(id: String!, input: UpdateCustomerInput!, idempotencyKy: String): TierPayload ${update}`),
    [
      'own.graphql:2 Mutation.a lacks the argument idempotencyKey: add idempotencyKey: String',
      'own.graphql:2 Mutation.a(id:) is String!: write ID!',
      'own.graphql:2 nothing reads Mutation.a(idempotencyKy:): did you mean idempotencyKey?',
    ],
  ],
  [
    'no input, an input that sets nothing, and one of another entity',
    mutation(
      [
        `a(id: ID!, idempotencyKey: String): TierPayload ${update}`,
        `b(id: ID!, input: MoneyInput!, idempotencyKey: String): TierPayload ${update}`,
        `c(id: ID!, input: UpdateOrderInput!, idempotencyKey: String): TierPayload ${update}`,
        `d(id: ID!, input: UpdateCustomerInput, idempotencyKey: String): TierPayload ${update}`,
      ].join('\n  '),
    ),
    [
      'own.graphql:2 Mutation.a has nothing to set: add input: ...Input!',
      'own.graphql:4 Mutation.c changes Customer, and takes UpdateOrderInput, which sets fields of Order: take one of Customer',
      'own.graphql:5 Mutation.d(input:) is UpdateCustomerInput: write one input type, with !',
      expect.stringMatching(
        /^src\/schema\/mutation\.graphql:\d+ Mutation\.b takes MoneyInput, which does not say what it sets: add @sets\(entity: "Customer"\) to it$/,
      ),
    ],
  ],
  [
    'an input field without an entity field behind it, or that nobody may write',
    'extend input UpdateCustomerInput {\n  emial: String\n  leadSource: String\n  orders: ID\n}',
    [
      'own.graphql:2 UpdateCustomerInput.emial has no field Customer.emial behind it that a system holds: did you mean email?',
      "own.graphql:3 UpdateCustomerInput.leadSource sets Customer.leadSource, which nobody may write: add write: [...] to the field's @access, or remove it here",
      'own.graphql:4 UpdateCustomerInput.orders has no field Customer.orders behind it that a system holds: use one of',
    ],
  ],
  [
    'input types that could not be the value of their field',
    `input TierInput @sets(entity: "Customer") {
  givenName: Int
  address: String
  lifecycleStage: LifecycleStage
  stayPreferences: StayPreferenceInput
  creditLimit: LimitInput
  marketingConsent: ConsentInput
}
input LimitInput {
  amount: Decimal
  currency: Currency!
}
input ConsentInput {
  mail: Boolean
}
input StayInput @sets(entity: "Booking") {
  customer: String
  property: Int
}`,
    [
      'own.graphql:2 TierInput.givenName is Int, and sets Customer.givenName: String: write String',
      'own.graphql:3 TierInput.address is String, and sets Customer.address: Address: write an input type with members of Address',
      'own.graphql:4 TierInput.lifecycleStage is LifecycleStage, and sets Customer.lifecycleStage: LifecycleStage: LifecycleStage has UNKNOWN, which the field cannot be given: write an enum of values of LifecycleStage without UNKNOWN',
      'own.graphql:5 TierInput.stayPreferences is StayPreferenceInput, and sets Customer.stayPreferences: [StayPreference!]: make it a list',
      'own.graphql:6 TierInput.creditLimit is LimitInput, and sets Customer.creditLimit: Money: Money.amount is never null: make amount of LimitInput required',
      'own.graphql:7 TierInput.marketingConsent is ConsentInput, and sets Customer.marketingConsent: MarketingConsent: MarketingConsent has no mail: remove it from ConsentInput',
      'own.graphql:17 StayInput.customer is String, and sets Booking.customer: Customer: write ID, the canonical id of what it refers to',
      'own.graphql:18 StayInput.property is Int, and sets Booking.property: Property: write String, or an input type with members of Property',
    ],
  ],
  [
    'an input of no entity',
    'input TierInput @sets(entity: "Custmer") {\n  email: EmailAddress\n}',
    ['own.graphql:1 TierInput sets fields of Custmer, which is no entity: did you mean Customer?'],
  ],
  [
    'copies to the owner, twice, to no source, of a reference, of a list of entities',
    `extend type Customer {
  a: String @copiedTo(system: CRM)
  b: String @copiedTo(system: ERP) @copiedTo(system: ERP)
}
extend type Order {
  c: String @copiedTo(system: CRS)
  d: Customer @copiedTo(system: CRS)
}`,
    [
      'own.graphql:2 Customer.a is copied to CRM, which owns it: remove @copiedTo',
      'own.graphql:3 Customer.b is copied to ERP twice: keep one @copiedTo',
      'own.graphql:6 Order.c is copied to CRS, which is no source of Order: add @source(system: CRS, maxAge: "...") to the type, or name another',
      'own.graphql:7 Order.d is copied to CRS, and is a reference, whose keys differ by system: remove @copiedTo',
    ],
  ],
  [
    'directives of mutations elsewhere, and of others on mutations',
    `extend type Customer {
  a: String @mutation(does: GATEWAY, audit: "a.b")
}
extend type Query {
  b: String @access(read: [SALES]) @copiedTo(system: ERP)
}
extend type Mutation {
  c(idempotencyKey: String): EnquiryPayload @owner(system: CRM) @mutation(does: GATEWAY, audit: "a.b") @access(write: [SALES])
}`,
    [
      'own.graphql:2 @mutation on Customer.a has no effect but on a field of Mutation: remove it',
      'own.graphql:5 @copiedTo on Query.b has no effect on a field of Query: remove it',
      'own.graphql:8 @owner on Mutation.c has no effect on a field of Mutation: remove it',
    ],
  ],
]

test.each(refusals)('refused with file, line and fix: %s', (_claim, sdl, problems) => {
  expect(problemsOf(sdl).map(withoutKnownNames)).toEqual(problems)
})
