import { statusMap } from '../../../src/codecs/status-map.ts'
import { text } from '../../../src/codecs/text.ts'
import { holdsValues } from '../../../src/datasources/holds-values.ts'
import { at, defineMapping, group, reference } from '../../../src/datasources/mapping.ts'
import { BadValue, Reference } from '../../../src/datasources/source-record.ts'

const mapping = defineMapping({
  entity: 'Order',
  id: 'id',
  fields: {
    name: at('name', text()),
    address: group({ city: at('city', text()), zip: 'zip' }),
    customer: reference('Customer', 'customerId'),
    stage: at('stage', statusMap<'LEAD' | 'UNKNOWN'>({ LEAD: 'lead' }, { unknown: 'UNKNOWN' })),
    lines: { ...at('lines'), write: undefined as never },
  },
})
const record = {
  externalId: '1',
  version: null,
  matchKeys: {},
  values: {
    name: 'Zoë',
    address: { city: 'Ulm', zip: null },
    customer: new Reference('Customer', '7'),
    stage: 'UNKNOWN',
    lines: [{ item: new Reference('Item', '5'), quantity: '2', note: 'x' }],
    bad: new BadValue('expected a number'),
  },
}

test.each([
  ['a value as it is', { name: 'Zoë' }],
  ['a text with spaces around it, in another composition', { name: ' Zoe\u0308 ' }],
  ['the members that were given', { address: { city: 'Ulm' } }],
  ['an empty text for none', { address: { city: 'Ulm', zip: '' } }],
  ['a reference by its external id', { customer: '7' }],
  ['a list, of each element the members that were given', { lines: [{ item: '5', quantity: '2' }] }],
  ['nothing', {}],
  ['a field that is left out', { name: undefined }],
])('a record holds %s', (_, values) => {
  expect(holdsValues(mapping, values, record)).toBe(true)
})

test.each([
  ['another value', { name: 'Zoe' }],
  ['none where there is one', { name: null }],
  ['one where there is none', { address: { zip: '89073' } }],
  ['none of a value type where there is one', { address: null }],
  ['another reference', { customer: '8' }],
  ['no reference', { customer: null }],
  ['a list with more elements', { lines: [{ item: '5' }, { item: '6' }] }],
  ['a list with fewer elements', { lines: [] }],
  ['a value where the system has one that means nothing here', { stage: 'LEAD' }],
  ['anything where the value cannot be read', { bad: null }],
  ['one of two that it has', { name: 'Zoë', customer: '8' }],
])('a record does not hold %s', (_, values) => {
  expect(holdsValues(mapping, values, record)).toBe(false)
})
