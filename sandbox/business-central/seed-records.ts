import { addDays, baseDate, instantOn } from '../world/calendar.ts'
import { cast, lastCastNumber } from '../world/cast.ts'
import { guidOf } from '../world/guid-of.ts'
import type { Person } from '../world/person.ts'
import { createRandom } from '../world/random.ts'
import { spellPerson } from '../world/spell-person.ts'
import type { Item, Order, World } from '../world/world.ts'
import { completeRecord, zeroGuid } from './complete-record.ts'
import { businessCentralCredentials } from './credentials.ts'
import type { BcRecord } from './entity-sets.ts'
import { calculateLine, calculateOrder } from './order-amounts.ts'
import { withEtag } from './record-store.ts'

const seededAt = instantOn(addDays(baseDate, -700), 0)
const dollarId = guidOf('c0440000', 2)
const terms = [
  { code: '14 DAYS', displayName: 'Net 14 days', dueDateCalculation: '14D' },
  { code: '30 DAYS', displayName: 'Net 30 days', dueDateCalculation: '30D' },
  { code: 'COD', displayName: 'Cash on delivery', dueDateCalculation: '0D' },
]
const termId = (index: number) => guidOf('9a7e0000', index + 1)

/** The ERP's side of the world, by entity set. */
export function seedRecords(world: World): Record<string, Map<string, BcRecord>> {
  const orders = world.orders.map((order) => createOrder(order, world))
  return {
    companies: toMap('companies', [createCompany()]),
    customers: toMap(
      'customers',
      world.persons.flatMap((person) => (person.erpId ? [createCustomer(person)] : [])),
    ),
    items: toMap('items', world.items.map(createItem)),
    salesOrders: toMap(
      'salesOrders',
      orders.map(({ order }) => order),
    ),
    salesOrderLines: toMap(
      'salesOrderLines',
      orders.flatMap(({ lines }) => lines),
    ),
    itemLedgerEntries: toMap('itemLedgerEntries', world.items.flatMap(createLedgerEntries)),
    salesInvoices: new Map(),
    stockAdjustments: new Map(),
    locations: toMap(
      'locations',
      world.locations.map(({ id, code, name, city, country }) => {
        return { id, code, displayName: name, city, country, lastModifiedDateTime: seededAt }
      }),
    ),
    currencies: toMap('currencies', [
      {
        id: guidOf('c0440000', 1),
        code: 'EUR',
        displayName: 'Euro',
        symbol: '€',
        lastModifiedDateTime: seededAt,
      },
      { id: dollarId, code: 'USD', displayName: 'US dollar', symbol: '$', lastModifiedDateTime: seededAt },
    ]),
    paymentTerms: toMap(
      'paymentTerms',
      terms.map((term, index) => ({ id: termId(index), ...term, lastModifiedDateTime: seededAt })),
    ),
  }
}

function toMap(setName: string, records: readonly BcRecord[]): Map<string, BcRecord> {
  return new Map(records.map((record) => [String(record.id), withEtag(completeRecord(setName, record))]))
}

function createCompany(): BcRecord {
  return {
    id: businessCentralCredentials.companyId,
    systemVersion: '27.0.0.0',
    name: 'HEADWATER',
    displayName: 'Headwater Hotels & Shop',
    systemCreatedAt: seededAt,
    systemModifiedAt: seededAt,
  }
}

function createCustomer(person: Person): BcRecord {
  const random = createRandom(person.number + 10_000)
  const spelled = spellPerson(person, 'ERP')
  const isShowcase = person.number === cast.showcase
  const isBlocked = person.number === cast.blocked
  const isOrdinary = person.number > lastCastNumber
  const american = person.country === 'US'
  const limit = isShowcase ? 5_000 : isBlocked ? 1_000 : random.pick([0, 500, 1_000, 2_500, 5_000])
  const due = isShowcase
    ? 245.5
    : isBlocked
      ? 1_480.25
      : random.chance(0.4)
        ? random.integer(0, 90_000) / 100
        : 0
  return {
    id: person.erpId ?? zeroGuid,
    number: person.erpNumber ?? '',
    displayName: `${spelled.givenName} ${spelled.familyName}`,
    type: 'Person',
    addressLine1: spelled.street ?? '',
    city: spelled.city ?? '',
    postalCode: spelled.postalCode ?? '',
    country: spelled.country ?? '',
    phoneNumber: spelled.phone ?? '',
    email: spelled.email ?? '',
    salespersonCode: random.pick(['', 'JW', 'MK']),
    balanceDue: due,
    creditLimit: limit,
    taxLiable: true,
    taxRegistrationNumber: person.company ? `${person.country}${100_000_000 + person.number * 7}` : '',
    currencyId: american ? dollarId : zeroGuid,
    currencyCode: american ? 'USD' : 'EUR',
    paymentTermsId: termId(isShowcase ? 1 : random.integer(0, terms.length - 1)),
    blocked: isBlocked
      ? 'All'
      : isOrdinary && random.chance(0.03)
        ? random.pick(['Ship', 'Invoice'])
        : '_x0020_',
    lastModifiedDateTime: instantOn(addDays(baseDate, -random.integer(1, 400)), random.integer(0, 86_000)),
  }
}

function createItem(item: Item): BcRecord {
  return {
    id: item.id,
    number: item.sku,
    displayName: item.name,
    type: 'Inventory',
    itemCategoryCode: item.category,
    blocked: item.blocked,
    gtin: item.number % 5 === 0 ? '' : `20000000${String(item.number).padStart(5, '0')}`,
    inventory: Object.values(item.stock).reduce((sum, count) => sum + count, 0),
    unitPrice: item.priceCents / 100,
    unitCost: item.costCents / 100,
    baseUnitOfMeasureCode: item.unit,
    lastModifiedDateTime: item.updatedAt,
  }
}

/** The stock came in once per location; v2.0 does not say where, so only the sum can be told. */
function createLedgerEntries(item: Item): BcRecord[] {
  return Object.values(item.stock).map((quantity, index) => {
    const entryNumber = item.number * 10 + index
    return {
      id: guidOf('1ed60000', entryNumber),
      entryNumber,
      itemNumber: item.sku,
      postingDate: addDays(baseDate, -700),
      entryType: 'Positive_x0020_Adjmt_x002E_',
      sourceType: '_x0020_',
      documentType: '_x0020_',
      documentNumber: 'START',
      quantity,
      costAmountActual: (item.costCents * quantity) / 100,
      lastModifiedDateTime: seededAt,
    }
  })
}

function createOrder(order: Order, world: World): { order: BcRecord; lines: BcRecord[] } {
  const person = world.persons[order.personNumber - 1]
  if (!person?.erpId) throw new Error(`Order ${order.number} has no customer`)
  const spelled = spellPerson(person, 'ERP')
  const lines = order.lines.map((line, index) => {
    const item = line.itemNumber ? world.items[line.itemNumber - 1] : undefined
    const record = completeRecord('salesOrderLines', {
      id: line.id,
      documentId: order.id,
      sequence: (index + 1) * 10_000,
      itemId: item?.id ?? zeroGuid,
      lineType: item ? 'Item' : 'Charge',
      lineObjectNumber: item?.sku ?? 'DELIVERY',
      description: line.description,
      unitOfMeasureCode: item?.unit ?? '',
      quantity: line.quantity,
      unitPrice: line.unitPriceCents / 100,
      discountPercent: line.discountPercent,
      shippedQuantity: line.shippedQuantity,
      invoicedQuantity: line.invoicedQuantity,
      shipQuantity: line.quantity - line.shippedQuantity,
      invoiceQuantity: line.quantity - line.invoicedQuantity,
      shipmentDate: order.orderDate,
    })
    return calculateLine(record, order.taxPercent)
  })
  const header: BcRecord = {
    id: order.id,
    number: order.orderNumber,
    externalDocumentNumber: order.externalReference ?? '',
    orderDate: order.orderDate,
    postingDate: order.orderDate,
    customerId: person.erpId,
    customerNumber: person.erpNumber ?? '',
    customerName: `${spelled.givenName} ${spelled.familyName}`,
    billToName: `${spelled.givenName} ${spelled.familyName}`,
    billToCustomerId: person.erpId,
    billToCustomerNumber: person.erpNumber ?? '',
    sellToAddressLine1: spelled.street ?? '',
    sellToCity: spelled.city ?? '',
    sellToCountry: spelled.country ?? '',
    sellToPostCode: spelled.postalCode ?? '',
    currencyId: order.currency === 'USD' ? dollarId : zeroGuid,
    currencyCode: order.currency,
    discountAppliedBeforeTax: true,
    status: order.status === 'In Review' ? 'In_x0020_Review' : order.status,
    phoneNumber: spelled.phone ?? '',
    email: spelled.email ?? '',
    lastModifiedDateTime: order.updatedAt,
  }
  return { order: calculateOrder(header, lines), lines }
}
