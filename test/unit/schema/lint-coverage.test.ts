import type { Entity } from '../../../src/schema/catalog.ts'
import { lintCoverage, type RecordCoverage } from '../../../src/schema/lint-coverage.ts'
import { loadSdl } from '../../../src/schema/load-sdl.ts'
import { readCatalog } from '../../../src/schema/read-catalog.ts'

const { catalog } = readCatalog(loadSdl())
const location = { file: 'headwater.config.ts', line: 7 }

/** Everything that a system owns, mapped. */
const complete = (system: string): Map<string, RecordCoverage> => {
  const kinds = new Map<string, RecordCoverage>()
  const owned = (entity: Entity, part: string | null): string[] =>
    [...entity.fields.values()].flatMap((field) =>
      (field.kind === 'value' || field.kind === 'reference') && field.owner === system && field.part === part
        ? [field.name]
        : [],
    )
  for (const entity of catalog.entities.values()) {
    for (const part of [null, 'stock']) {
      const mapped = new Set(owned(entity, part))
      const kind = part === null ? entity.name : `${entity.name}/${part}`
      if (mapped.size > 0) kinds.set(kind, { mapped, unavailable: new Map() })
    }
  }
  return kinds
}

const without = (system: string, kind: string, change: (mapped: Set<string>) => void) => {
  const kinds = complete(system)
  const mapped = new Set(kinds.get(kind)?.mapped)
  change(mapped)
  return kinds.set(kind, { mapped, unavailable: new Map() })
}

const messages = (coverage: Map<string, Map<string, RecordCoverage>>): string[] =>
  lintCoverage(catalog, coverage, location).map(({ message }) => message)

test('a datasource that maps all that its system owns is accepted', () => {
  const systems = ['CRM', 'ERP', 'CRS', 'DATABASE']
  expect(messages(new Map(systems.map((system) => [system, complete(system)])))).toEqual([])
})

test('a system that is not configured owes nothing', () => {
  expect(messages(new Map())).toEqual([])
})

test('silence about an owned field is refused where the config names the datasource', () => {
  const coverage = new Map([['CRM', without('CRM', 'Customer', (mapped) => mapped.delete('company'))]])
  const line = catalog.entities.get('Customer')?.fields.get('company')?.declaredAt.line
  expect(lintCoverage(catalog, coverage, location)).toEqual([
    {
      ...location,
      message: `CRM owns Customer.company (src/schema/model/customer.graphql:${line}), and its datasource says nothing of it: map it, or declare it unavailable with the reason`,
    },
  ])
})

test('a field that is declared unavailable is no silence', () => {
  const kinds = complete('CRM')
  const mapped = new Set(kinds.get('Customer')?.mapped)
  mapped.delete('company')
  kinds.set('Customer', { mapped, unavailable: new Map([['company', 'the vendor has contacts only']]) })
  expect(messages(new Map([['CRM', kinds]]))).toEqual([])
})

test('a record kind that the datasource does not have is one problem, not one a field', () => {
  const kinds = complete('ERP')
  kinds.delete('InventoryItem/stock')
  expect(messages(new Map([['ERP', kinds]]))).toEqual([
    'ERP owns InventoryItem/stock (onHand, reserved, available, stockByLocation), and its datasource has no such records: give its datasource a mapping of that record kind, or declare each unavailable there',
  ])
})

test('a field of a part counts for that part only', () => {
  const kinds = without('ERP', 'InventoryItem/stock', (mapped) => mapped.delete('onHand'))
  kinds.set('InventoryItem', {
    mapped: new Set([...(kinds.get('InventoryItem')?.mapped ?? []), 'onHand']),
    unavailable: new Map(),
  })
  expect(messages(new Map([['ERP', kinds]]))).toEqual([
    expect.stringMatching(/^ERP owns InventoryItem\.onHand .* says nothing of it/),
  ])
})

test('a mapped name that the entity does not have is a typo', () => {
  const coverage = new Map([['CRM', without('CRM', 'Customer', (mapped) => mapped.add('compnay'))]])
  expect(messages(coverage)).toEqual([
    expect.stringMatching(
      /^CRM's datasource names Customer\.compnay, which no record holds: did you mean company\?/,
    ),
  ])
})

test('a mapped field of another owner is tolerated: the vendor may play that role elsewhere', () => {
  const coverage = new Map([['CRM', without('CRM', 'Customer', (mapped) => mapped.add('loyaltyPoints'))]])
  expect(messages(coverage)).toEqual([])
})

test('a field both mapped and unavailable is refused', () => {
  const kinds = complete('CRM')
  const mapped = kinds.get('Customer')?.mapped ?? new Set()
  kinds.set('Customer', { mapped, unavailable: new Map([['company', 'none']]) })
  expect(messages(new Map([['CRM', kinds]]))).toEqual([
    "CRM's datasource maps Customer.company and calls it unavailable: keep one",
  ])
})

test('an unknown entity and an unknown system are refused', () => {
  const kinds = complete('CRM').set('Custmer', { mapped: new Set(), unavailable: new Map() })
  expect(messages(new Map([['CRM', kinds]]))).toEqual([
    "CRM's datasource has records of Custmer, which is no entity: did you mean Customer? (known: Booking, Customer, InventoryItem, Order)",
  ])
  expect(messages(new Map([['CRN', new Map()]]))).toEqual([
    'CRN is configured and is no system: did you mean CRM? (known: CRM, ERP, CRS, DATABASE)',
  ])
})

describe('copies', () => {
  const erp = (change: Partial<RecordCoverage>) => {
    const kinds = complete('ERP')
    const own = kinds.get('Customer')
    const copied = ['givenName', 'familyName', 'email', 'phone']
    const mapped = new Set([...(own?.mapped ?? []), ...copied])
    const writing = { patchable: new Set(copied), readOnly: new Map<string, string>() }
    return messages(
      new Map([['ERP', kinds.set('Customer', { mapped, unavailable: new Map(), writing, ...change })]]),
    )
  }
  const own = complete('ERP').get('Customer')?.mapped ?? new Set<string>()

  test('a system that can write what is copied to it is accepted', () => {
    expect(erp({})).toEqual([])
  })

  test('one that does not map it is refused, unless it says why', () => {
    const mapped = new Set([...own, 'givenName', 'familyName', 'phone'])
    expect(erp({ mapped })).toEqual([
      expect.stringMatching(
        /^Customer\.email \(src\/schema\/model\/customer\.graphql:\d+\) is copied to ERP, and its datasource says nothing of it: map it, or declare it unavailable with the reason$/,
      ),
    ])
    expect(erp({ mapped, unavailable: new Map([['email', 'no such field']]) })).toEqual([])
  })

  test('one that maps and cannot write it is refused, unless it says why', () => {
    const patchable = new Set(['givenName', 'familyName', 'email'])
    expect(erp({ writing: { patchable, readOnly: new Map() } })).toEqual([
      expect.stringMatching(
        /^Customer\.phone .* cannot write it: give it a way back, or declare it read-only/,
      ),
    ])
    expect(erp({ writing: { patchable, readOnly: new Map([['phone', 'kept by the vendor']]) } })).toEqual([])
  })

  test('one that can write nothing gets none, and is not refused', () => {
    expect(erp({ writing: null })).toEqual([])
  })
})
