import type { Catalog, Entity, EntityField } from '../../../src/schema/catalog.ts'
import { formatDuration } from '../../../src/schema/duration.ts'
import { loadSdl } from '../../../src/schema/load-sdl.ts'
import { readCatalog } from '../../../src/schema/read-catalog.ts'

const access = ({ access: { read, write, mask, masked } }: EntityField): string =>
  [read.join(' '), write.length > 0 && `write ${write.join(' ')}`, mask && `${mask} ${masked.join(' ')}`]
    .filter(Boolean)
    .join(' | ')

const line = (field: EntityField): string => {
  switch (field.kind) {
    case 'value':
      return `${field.name}: ${field.type} @ ${field.owner}${field.part === null ? '' : `/${field.part}`}`
    case 'reference':
      return `${field.name} → ${field.entity} @ ${field.owner}${field.part === null ? '' : `/${field.part}`}`
    case 'collection':
      return `${field.name} ⇉ ${field.entity}.${field.inverseOf} @ ${field.owner}`
    case 'id':
    case 'sources':
      return `${field.name} (gateway)`
  }
}

const outline = (entity: Entity): string[] => [
  `${entity.name} @ ${entity.owner}, matched by ${entity.match.join(', ') || 'nothing'}`,
  ...entity.sources.map(
    ({ system, part, maxAgeMs, staleIfErrorMs, whenDown }) =>
      `  source ${system}${part === null ? '' : `/${part}`} ${formatDuration(maxAgeMs)} ${formatDuration(staleIfErrorMs)} ${whenDown}`,
  ),
  ...(entity.self === null ? [] : [`  self ${entity.self}`]),
  ...entity.restrictions.map(({ roles, field, to }) => `  restrict ${roles.join(' ')}: ${field} to ${to}`),
  ...[...entity.fields.values()].map((field) => `  ${line(field)} | ${access(field)}`),
]

const summary = ({ entities, filters, orders, roots }: Catalog): string[] => [
  ...[...entities.values()].flatMap(outline),
  ...[...filters].map(
    ([name, fields]) =>
      `${name}: ${[...fields.values()].map((field) => `${field.name} = ${field.comparison} ${field.field}`).join(', ')}`,
  ),
  ...[...orders].map(
    ([name, fields]) => `${name}: ${[...fields].map((pair) => pair.join(' = ')).join(', ')}`,
  ),
  ...[...roots.values()].map(({ declaredAt: _, ...root }) => JSON.stringify(root)),
]

test('the canonical SDL has no problem', () => {
  expect(readCatalog(loadSdl()).problems).toEqual([])
})

test('the canonical SDL reads as this catalog', () => {
  expect(summary(readCatalog(loadSdl()).catalog).join('\n')).toMatchSnapshot()
})

test('systems and roles are the values of their enums', () => {
  const { systems, roles } = readCatalog(loadSdl()).catalog
  expect([...systems]).toEqual(['CRM', 'ERP', 'CRS', 'DATABASE'])
  expect([...roles]).toEqual([
    'SUPPORT',
    'SALES',
    'FINANCE',
    'FRONTDESK',
    'OPERATOR',
    'DEVELOPER',
    'WEBSITE',
    'SELF',
    'GUEST',
    'ANONYMOUS',
  ])
})

test('a declaration stands where its name is, not where its description begins', () => {
  const { entities } = readCatalog([
    ...loadSdl(),
    { path: 'own.graphql', text: 'extend type Customer {\n  """\n  Described.\n  """\n  tier: String\n}' },
  ]).catalog
  expect(entities.get('Customer')?.fields.get('tier')?.declaredAt).toEqual({ file: 'own.graphql', line: 5 })
})

describe('mutations', () => {
  const { mutations, inputs, entities } = readCatalog(loadSdl()).catalog

  test('are those agreed, each with what the audit calls it, every name once', () => {
    expect([...mutations.keys()]).toEqual([
      'cancelWrite',
      'confirmWrite',
      'linkRecord',
      'unlinkRecord',
      'createCustomer',
      'updateCustomer',
      'mergeCustomers',
      'submitEnquiry',
      'createBooking',
      'modifyBooking',
      'cancelBooking',
      'createOrder',
      'updateOrder',
      'releaseOrder',
      'cancelOrder',
      'updateInventoryItem',
      'adjustInventory',
      'retryWrite',
      'unmergeCustomer',
    ])
    expect(new Set([...mutations.values()].map(({ audit }) => audit)).size).toBe(mutations.size)
  })

  test('that act name the operation of the owner, its part, and what else they refer to', () => {
    expect(mutations.get('adjustInventory')).toMatchObject({
      kind: 'action',
      entity: 'InventoryItem',
      action: 'adjust',
      part: 'stock',
      payload: 'InventoryItemPayload',
      payloadField: 'inventoryItem',
      access: { write: ['OPERATOR'] },
    })
    expect(mutations.get('mergeCustomers')).toMatchObject({
      references: new Map([['duplicate', 'Customer']]),
    })
    expect(mutations.get('cancelBooking')).toMatchObject({ references: new Map() })
  })

  test('that set fields set them from an input, which says where it refers to others', () => {
    expect(mutations.get('createOrder')).toMatchObject({ kind: 'create', input: 'CreateOrderInput' })
    const order = inputs.get('CreateOrderInput')
    expect(order?.get('customer')?.references).toEqual([{ path: [], entity: 'Customer' }])
    expect(order?.get('lines')?.references).toEqual([{ path: ['item'], entity: 'InventoryItem' }])
    expect(order?.get('orderDate')?.references).toEqual([])
  })

  test('every field of a customer that somebody may write can be given in an update', () => {
    const writable = [...(entities.get('Customer')?.fields.values() ?? [])].filter(
      ({ access }) => access.write.length > 0,
    )
    expect([...(inputs.get('UpdateCustomerInput')?.keys() ?? [])].sort()).toEqual(
      writable.map(({ name }) => name).sort(),
    )
  })

  test('names, e-mail and phone of a customer go from their owner to the systems that keep copies', () => {
    const copied = [...(entities.get('Customer')?.fields.values() ?? [])].flatMap((field) =>
      field.kind === 'value' && field.copiedTo.length > 0 ? [[field.name, field.copiedTo]] : [],
    )
    expect(copied).toEqual(
      ['givenName', 'familyName', 'email', 'phone'].map((name) => [name, ['CRS', 'ERP']]),
    )
  })
})
