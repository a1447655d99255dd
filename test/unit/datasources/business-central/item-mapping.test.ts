import { inventoryItemMapping, stockMapping } from '../../../../src/datasources/business-central/mapping.ts'
import { itemId } from './raw-records.ts'

const rawItem = {
  '@odata.etag': 'W/"JzE4OzA7Jw=="',
  id: itemId,
  number: '1001',
  displayName: 'Bath towel',
  itemCategoryCode: '',
  baseUnitOfMeasureCode: 'PCS',
  unitPrice: 19.9,
  inventory: 40.5,
  lastModifiedDateTime: '2026-10-01T10:00:00Z',
}
const mapping = inventoryItemMapping({ localCurrency: 'EUR', defaultPhoneRegion: undefined, warn: () => {} })

test('an item reads in canonical form, with its price in the local currency', () => {
  expect(mapping.read(rawItem)).toEqual({
    externalId: itemId,
    version: 'W/"JzE4OzA7Jw=="',
    matchKeys: {},
    values: {
      sku: '1001',
      name: 'Bath towel',
      category: null,
      unit: 'PCS',
      unitPrice: { amount: '19.90', currency: 'EUR' },
      updatedAt: '2026-10-01T10:00:00.000Z',
    },
  })
})

test('its stock is a record of its own under the same id', () => {
  expect(stockMapping().read(rawItem)).toMatchObject({ externalId: itemId, values: { onHand: '40.5' } })
  expect(stockMapping().read({ ...rawItem, inventory: 0 }).values).toEqual({ onHand: '0' })
})

test('what is written reads back', () => {
  const patch = { name: 'Beach towel', unitPrice: { amount: '24.00', currency: 'EUR' }, category: 'TEXTILES' }
  const written = mapping.write(patch)
  expect(written).toEqual({ displayName: 'Beach towel', unitPrice: 24, itemCategoryCode: 'TEXTILES' })
  expect(mapping.read({ ...rawItem, ...written }).values).toMatchObject(patch)
})

test('stock on hand and the time of the last change cannot be written', () => {
  expect(() => stockMapping().write({ onHand: '1' })).toThrow('cannot be written')
  expect(() => mapping.write({ updatedAt: '2026-10-01T10:00:00.000Z' })).toThrow('cannot be written')
})
