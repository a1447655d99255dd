import { BadValue, Drift, Reference, type SourceRecord } from '../../src/datasources/source-record.ts'
import { createStoredSystem } from '../support/stored-datasource.ts'

const bad = () => new BadValue('expected something else')
const drift = () => new Drift('a.b', 'MISSING')
const money = (amount: unknown, currency: unknown = 'EUR') => ({ amount, currency })
const email = (n: number) => ({ email: `p${n}@example.com` })

function record(
  externalId: string,
  values: Record<string, unknown>,
  matchKeys: Record<string, string> = {},
): SourceRecord {
  return { externalId, version: `v${externalId}`, values, matchKeys }
}

const count = 6
const each = (make: (n: number) => SourceRecord) => Array.from({ length: count }, (_, n) => make(n))
const namesOf = (records: readonly SourceRecord[]) => [
  ...new Set(records.flatMap(({ values }) => Object.keys(values))),
]

/**
 * Four systems whose records have everything that a reply has to be right about: nothing, null, values that could not be
 * converted or did not come as agreed (also inside lists and trees, also where a value has to be), references to what is
 * gone, a customer of whom a system has two records (5), one whom some do not know (4).
 */
export function createCompletionWorld() {
  const contacts = each((n) =>
    record(
      `c${n}`,
      {
        givenName: n === 1 ? bad() : `Given ${n}`,
        familyName: n === 2 ? null : n === 3 ? drift() : `Family ${n}`,
        email: `p${n}@example.com`,
        phone: n === 0 ? '+4915112345678' : null,
        company: n === 3 ? drift() : 'Company',
        // No schema's: graphql-js says so.
        language: n === 4 ? 'not a language' : 'de',
        address:
          n === 1
            ? bad()
            : { street: 'Main', city: n === 2 ? bad() : 'Town', country: n === 3 ? drift() : 'DE' },
        campaign: n === 2 ? null : { source: bad(), medium: null },
        marketingConsent: {
          email: true,
          sms: n === 0 ? bad() : false,
          updatedAt: '2026-11-01T10:00:00.000Z',
        },
        lifecycleStage: n === 5 ? 'NO_SUCH_STAGE' : 'LEAD',
        accountManager: n % 2 === 0 ? '7' : '8',
        createdAt: '2026-11-01T10:00:00.000Z',
      },
      email(n),
    ),
  )
  const guests = each((n) =>
    record(
      `g${n}`,
      {
        vipLevel: n === 1 ? drift() : 'GOLD',
        membershipNumber: n === 2 ? null : `M${n}`,
        stayPreferences:
          n === 3
            ? bad()
            : [
                { kind: 'FLOOR', value: '3', description: null },
                { kind: n === 1 ? bad() : 'SMOKING', value: n === 2 ? null : 'NO' },
                ...(n === 4 ? [bad()] : []),
              ],
      },
      n === 4 ? {} : email(n),
    ),
  )
  const bookings = Array.from({ length: 12 }, (_, n) =>
    record(`b${n}`, {
      customer: new Reference('Customer', n === 7 ? 'gone' : `g${n % count}`),
      confirmationNumber: `N${n}`,
      status: n === 3 ? 'NO_SUCH_STATUS' : 'CONFIRMED',
      property:
        n === 4 ? { code: bad() } : n === 5 ? null : { code: 'MUC', name: n === 6 ? drift() : 'Munich' },
      arrival: n === 2 ? '2026-02-30' : '2026-11-01',
      departure: '2026-11-03',
      adults: n === 1 ? bad() : 2,
      totalPrice: n === 0 ? money(bad()) : n === 8 ? bad() : money(String(n)),
    }),
  )
  const parties = [
    ...each((n) =>
      record(
        `e${n}`,
        { customerNumber: `E${n}`, creditLimit: money('1'), taxId: 'DE123456789', blocked: 'NONE' },
        email(n),
      ),
    ),
    record('e5b', { customerNumber: 'E5b', blocked: 'ALL' }, email(5)),
  ]
  const orders = Array.from({ length: 12 }, (_, n) =>
    record(`o${n}`, {
      customer: n === 2 ? bad() : new Reference('Customer', n === 9 ? 'gone' : `e${n % count}`),
      number: n === 3 ? drift() : `O${n}`,
      orderDate: '2026-11-01',
      totalAmount: money(String(n), n === 4 ? 'no currency' : 'EUR'),
      lines:
        n === 5
          ? null
          : n === 6
            ? bad()
            : [
                {
                  item: new Reference('InventoryItem', `i${n % 4}`),
                  sku: `S${n}`,
                  quantity: '2',
                  unitPrice: money('1'),
                },
                {
                  item: n === 7 ? bad() : new Reference('InventoryItem', 'gone'),
                  quantity: drift(),
                  amount: money(bad()),
                },
                { item: null, sku: bad(), unitPrice: drift() },
              ],
    }),
  )
  const items = Array.from({ length: 4 }, (_, n) =>
    record(`i${n}`, {
      sku: `S${n}`,
      name: n === 1 ? bad() : `Item ${n}`,
      onHand: '5',
      stockByLocation:
        n === 2
          ? [{ location: 'A', onHand: bad() }]
          : n === 3
            ? [
                { location: 'A', onHand: '1' },
                { location: null, onHand: '1' },
              ]
            : [{ location: 'A', onHand: '1' }],
    }),
  )
  const loyalty = each((n) =>
    record(
      `d${n}`,
      { customerKey: `k${n}`, loyaltyPoints: n === 3 ? 1.5 : n, segment: 'A', lifetimeValue: money('9') },
      n === 4 ? {} : email(n),
    ),
  )
  const kind = (entity: string, records: readonly SourceRecord[], references: readonly string[] = []) => ({
    entity,
    fields: namesOf(records),
    records,
    references,
  })
  return {
    CRM: createStoredSystem('CRM', [kind('Customer', contacts)]),
    CRS: createStoredSystem('CRS', [kind('Customer', guests), kind('Booking', bookings, ['customer'])]),
    ERP: createStoredSystem('ERP', [
      kind('Customer', parties),
      kind('Order', orders, ['customer']),
      kind('InventoryItem', items),
    ]),
    DATABASE: createStoredSystem('DATABASE', [kind('Customer', loyalty)]),
  }
}
