import { printSchema } from 'graphql'
import { buildCanonicalSchema } from '../../../src/schema/build-schema.ts'
import { loadSdl } from '../../../src/schema/load-sdl.ts'
import { readCatalog } from '../../../src/schema/read-catalog.ts'

const sdl = loadSdl({ model: ['bench/gateway/model.graphql'] })
const { catalog, problems } = readCatalog(sdl)

test('a company’s own model has no problem', () => {
  expect(problems).toEqual([])
})

test('it stands instead of the canonical entities, their root fields and mutations', () => {
  expect([...catalog.entities.keys()]).toEqual(['Customer', 'Booking', 'Order', 'Inventory'])
  expect(catalog.entities.get('Customer')?.fields.has('givenName')).toBe(false)
  expect([...catalog.roots.keys()]).not.toContain('availability')
})

test('what is the gateway’s own stays: any entity by id, writes, the audit trail, decisions on links', () => {
  expect([...catalog.roots.keys()]).toEqual([
    'auditTrail',
    'node',
    'identityReviews',
    'write',
    'writes',
    'systems',
    'customer',
    'customers',
  ])
  expect([...catalog.mutations.keys()]).toEqual([
    'cancelWrite',
    'confirmWrite',
    'linkRecord',
    'unlinkRecord',
    'updateCustomer',
  ])
})

test('clients see no type of the canonical model', () => {
  const printed = printSchema(buildCanonicalSchema(sdl))
  expect(printed).not.toMatch(/InventoryItem|\bAddress\b|EnquiryInput|WriteEditInput/)
})

test('without any model the gateway’s own part is complete', () => {
  expect(readCatalog(loadSdl({ model: [] })).problems).toEqual([])
})
