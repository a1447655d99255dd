import { getNamedType, isEnumType, isInputObjectType, isObjectType, printSchema } from 'graphql'
import { buildCanonicalSchema } from '../../../src/schema/build-schema.ts'
import { loadSdl } from '../../../src/schema/load-sdl.ts'
import { readCatalog } from '../../../src/schema/read-catalog.ts'

const own = `
  extend enum System { CMS }
  directive @colour(name: String!) on FIELD_DEFINITION
  extend type Customer @source(system: CMS, maxAge: "1d") { bio: String @owner(system: CMS) @colour(name: "red") }`
const files = [...loadSdl(), { path: 'own.graphql', text: own }]
const schema = buildCanonicalSchema(files)

const descriptionOf = (typeName: string, field: string): string | null | undefined => {
  const type = schema.getType(typeName)
  return isObjectType(type) ? type.getFields()[field]?.description : undefined
}

test('clients see no governance directive and no enum that only governance uses', () => {
  const hidden = ['Role', 'WhenDown', 'Mask', 'Comparison', 'MutationKind'].filter((name) =>
    schema.getType(name),
  )
  expect(hidden).toEqual([])
  expect(schema.getDirectives().map(({ name }) => name)).toEqual(
    expect.not.arrayContaining(['owner', 'access']),
  )
  expect(printSchema(schema)).not.toMatch(
    /@(?:entity|source|owner|access|inverse|appliesTo|compares|copiedTo|mutation|sets)\b/,
  )
})

test("clients see systems, a company's own too, and its other directives", () => {
  const system = schema.getType('System')
  const values = isEnumType(system) ? system.getValues().map(({ name }) => name) : []
  expect(values.sort()).toEqual(['CMS', 'CRM', 'CRS', 'DATABASE', 'ERP'])
  expect(schema.getDirective('colour')).toBeDefined()
})

test.each([
  [
    'Customer',
    'creditLimit',
    'Owner: ERP. Read: FINANCE, DEVELOPER. Write: FINANCE. Fresh within 5m; while ERP fails, 1h older.',
  ],
  [
    'Customer',
    'phone',
    'E.164.\n\nOwner: CRM. Read: SUPPORT, SALES, FRONTDESK, DEVELOPER, SELF. Write: SUPPORT, SALES, SELF. Masked (PHONE): FINANCE. Fresh within 1m; while CRM fails, 1h older.',
  ],
  [
    'Customer',
    'bookings',
    'Owner: CRS. Read: SUPPORT, FRONTDESK, DEVELOPER, SELF. Fresh within 30s; while CRS fails, 10m older.',
  ],
  [
    'Customer',
    'sources',
    'Answered by the gateway. Read: SUPPORT, SALES, FINANCE, FRONTDESK, DEVELOPER, SELF.',
  ],
  [
    'Customer',
    'bio',
    'Owner: CMS. Read: SUPPORT, SALES, FINANCE, FRONTDESK, DEVELOPER, SELF. Fresh within 1d.',
  ],
  [
    'InventoryItem',
    'onHand',
    'Owner: ERP (stock). Read: SUPPORT, SALES, FINANCE, FRONTDESK, OPERATOR, DEVELOPER, GUEST. Always read anew.',
  ],
  [
    'Query',
    'availability',
    'Room types with remaining count and rates for a stay.\n\nOwner: CRS. Read: SUPPORT, SALES, FRONTDESK, DEVELOPER, GUEST.',
  ],
  [
    'Query',
    'identityReviews',
    'Matches that a person has to decide, newest first.\n\nRead: OPERATOR, SUPPORT, DEVELOPER.',
  ],
])('%s.%s says who owns it, who may read it and how fresh it is', (type, field, description) => {
  expect(descriptionOf(type, field)).toBe(description)
})

test.each([
  [
    'updateInventoryItem',
    'Written at the owners: ERP. Who: whoever may write each field given. While ERP is down: refused. Audit: inventoryItem.updated.',
  ],
  [
    'createCustomer',
    'Created at the owners: CRM, CRS, ERP, DATABASE. Who: whoever may write each field given. While CRM or ERP or DATABASE is down: kept for later. While CRS is down: refused. Audit: customer.created.',
  ],
  [
    'cancelBooking',
    'Operation of the owner: CRS. Who: FRONTDESK, SELF. While CRS is down: refused. Audit: booking.cancelled.',
  ],
  [
    'adjustInventory',
    'Operation of the owner: ERP (stock). Who: OPERATOR. While ERP is down: refused. Audit: inventoryItem.adjusted.',
  ],
  ['submitEnquiry', 'Done by the gateway. Who: WEBSITE, SALES, SUPPORT. Audit: enquiry.submitted.'],
])('Mutation.%s says where it is done, by whom, and what happens while that is down', (name, says) => {
  expect(descriptionOf('Mutation', name)?.split('\n\n').at(-1)).toBe(says)
})

test('an input field says who owns what it sets, who may write it, and where copies go', () => {
  const input = schema.getType('UpdateCustomerInput')
  const fields = isInputObjectType(input) ? input.getFields() : {}
  expect(fields.email?.description).toBe('Owner: CRM. Write: SALES, SELF. Copied to: CRS, ERP.')
  expect(fields.creditLimit?.description).toBe('Owner: ERP. Write: FINANCE.')
})

test('no input offers UNKNOWN, but for filters', () => {
  const inputs = Object.values(schema.getTypeMap()).filter(isInputObjectType)
  const offering = inputs.filter((input) =>
    Object.values(input.getFields()).some(({ type }) => {
      const named = getNamedType(type)
      return isEnumType(named) && named.getValue('UNKNOWN') !== undefined
    }),
  )
  expect(offering.map(({ name }) => name).filter((name) => !name.endsWith('Filter'))).toEqual([])
})

test('every field of every entity says who answers it', () => {
  const silent = [...readCatalog(files).catalog.entities.values()].flatMap((entity) =>
    [...entity.fields.keys()].filter(
      (field) => !/Owner: |Answered by the gateway/.test(descriptionOf(entity.name, field) ?? ''),
    ),
  )
  expect(silent).toEqual([])
})

test('a value type is left as written', () => {
  expect(descriptionOf('Address', 'city')).toBeFalsy()
})

test('files that are refused build no schema', () => {
  const text = 'extend type Customer { tier: String! }'
  expect(() => buildCanonicalSchema([...loadSdl(), { path: 'own.graphql', text }])).toThrow(
    'own.graphql:1 Customer.tier: String! would let a dead system empty the reply: write String',
  )
})
