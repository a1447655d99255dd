import { inspectSamples } from '../../../src/datasources/inspection/inspect-samples.ts'
import { defineMapping } from '../../../src/datasources/mapping.ts'

const mapping = defineMapping({
  entity: 'Customer',
  id: 'id',
  fields: { familyName: 'profile.last' },
  unavailable: { vipLevel: 'none', creditLimit: 'none', lastEnquiry: 'none' },
})
const lines = (...raws: unknown[]) =>
  [
    ...inspectSamples(
      'CRS',
      raws.map((raw) => ({ mapping, raw, record: null })),
    ),
  ].flatMap(([kind, findings]) => findings.map(({ level, where }) => `${kind} ${level} ${where}`))

test('what was declared unavailable is found in whichever sample has it, however deep', () => {
  expect(lines({ id: '1' }, { id: '2', profile: { customer: { vip_level: 'A' } } })).toEqual([
    'Customer WARN CRS.profile.customer.vip_level → Customer.vipLevel',
  ])
})

test('not in lists, which are of other things, and not where nothing is', () => {
  expect(lines({ id: '1', orders: [{ creditLimit: 5 }], lastEnquiries: 2 }, null, 'text')).toEqual([])
  expect(lines()).toEqual([])
})
