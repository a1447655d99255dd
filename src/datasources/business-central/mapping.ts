import { localDate, dateTime } from '../../codecs/dates.ts'
import { emailAddress } from '../../codecs/email-address.ts'
import { money } from '../../codecs/money.ts'
import { decimal } from '../../codecs/numbers.ts'
import { phone } from '../../codecs/phone.ts'
import { country } from '../../codecs/country.ts'
import { atMost } from '../../codecs/at-most.ts'
import {
  at,
  computed,
  defineMapping,
  each,
  group,
  reference,
  sometimes,
  valueAt,
  type Mapping,
} from '../mapping.ts'
import { namePart } from './customer-name.ts'
import {
  codeText,
  inOwnCurrency,
  invoicedAmount,
  limitedText,
  localAmountOrNone,
  ownCurrency,
  readOnly,
  shippedState,
} from './fields.ts'
import { member } from './members.ts'
import { noGuid } from './odata.ts'

/**
 * Business Central API v2.0: customers, salesOrders with their lines, items. Properties are from the vendor's resource
 * pages; what stands behind them (currencies, states) from its published source of the API pages.
 */
export interface MappingOptions {
  /** The company's own currency. */
  localCurrency: string
  /** Where phone numbers without a country code belong. */
  defaultPhoneRegion: string | undefined
  warn(message: string): void
}

/** How the vendor sends that there is no value: it knows no null. */
const absent = ['', '0001-01-01', '0001-01-01T00:00:00Z', noGuid]

// Every selected property is in the reply, with one of these values where there is none.
const common = { id: 'id', version: ['@odata.etag'], absent, cleared: '', always: true } as const

/** Field lengths of the vendor's tables. */
export const emailLength = 80
export const phoneLength = 30
export const externalReferenceLength = 35

type CustomerBlock = 'NONE' | 'SHIPPING' | 'INVOICING' | 'ALL' | 'UNKNOWN'

export const customerBlocks = {
  NONE: '_x0020_',
  SHIPPING: 'Ship',
  INVOICING: 'Invoice',
  ALL: 'All',
} as const

export function customerMapping({ localCurrency, defaultPhoneRegion, warn }: MappingOptions): Mapping {
  const phoneOptions = defaultPhoneRegion === undefined ? {} : { defaultRegion: defaultPhoneRegion }
  return defineMapping({
    ...common,
    entity: 'Customer',
    fields: {
      // Copies of what the CRM says, for the papers: nobody reads them here but for whether they are right.
      givenName: namePart('given'),
      familyName: namePart('family'),
      email: at('email', atMost(emailLength, emailAddress())),
      phone: at('phoneNumber', atMost(phoneLength, phone(phoneOptions))),
      address: group({
        street: at('addressLine1', limitedText(100)),
        postalCode: at('postalCode', limitedText(20)),
        city: at('city', limitedText(30)),
        region: at('state', limitedText(30)),
        country: at('country', country()),
      }),
      customerNumber: 'number',
      // Always in the local currency, whatever the customer's own is ...
      creditLimit: localAmountOrNone('creditLimit', localCurrency),
      // ... while this is the plain sum of the customer's entries, as a rule all in the customer's currency.
      balanceDue: inOwnCurrency(localCurrency, (amount) => at('balanceDue', amount)),
      // The customer itself has only the id of the terms: customer-writing.ts looks it up.
      paymentTerms: readOnly(sometimes(at('paymentTerm.code'))),
      taxId: at('taxRegistrationNumber', limitedText(20)),
      blocked: member<CustomerBlock>('blocked', customerBlocks, {
        unknown: 'UNKNOWN',
        onUnknown: (value) => warn(`Business Central: blocked "${value}" is unknown and reads as UNKNOWN`),
      }),
    },
    matchKeys: {
      email: at('email', emailAddress()),
      phone: at('phoneNumber', phone(phoneOptions)),
    },
  })
}

type OrderStatus = 'DRAFT' | 'QUOTED' | 'CONFIRMED' | 'PROCESSING' | 'COMPLETED' | 'CANCELLED' | 'UNKNOWN'

/**
 * The vendor's Draft can still be changed, In Review waits for approval, Open is released to the warehouse. A sales order
 * has no end: once invoiced in full, or cancelled, the vendor deletes it.
 */
export const orderStates = {
  DRAFT: ['Draft', 'In_x0020_Review'],
  QUOTED: [],
  CONFIRMED: ['Open'],
  PROCESSING: [],
  COMPLETED: [],
  CANCELLED: [],
} as const

export function orderMapping({ localCurrency, warn }: MappingOptions): Mapping {
  const total = (path: string) => inOwnCurrency(localCurrency, (amount) => at(path, amount))
  return defineMapping({
    ...common,
    entity: 'Order',
    fields: {
      number: readOnly(at('number')),
      status: readOnly(
        member<OrderStatus>('status', orderStates, {
          unknown: 'UNKNOWN',
          onUnknown: (value) =>
            warn(`Business Central: order status "${value}" is unknown and reads as UNKNOWN`),
        }),
      ),
      orderDate: at('orderDate', localDate()),
      lines: inOwnCurrency(localCurrency, (amount) =>
        each('salesOrderLines', {
          item: reference('InventoryItem', 'itemId'),
          // For other kinds of lines it is the number of an account, a resource or a charge.
          sku: computed(['lineType', 'lineObjectNumber'], (line) =>
            valueAt(line, ['lineType']) === 'Item' ? valueAt(line, ['lineObjectNumber']) || null : null,
          ),
          description: 'description',
          quantity: at('quantity', decimal({ as: 'number' })),
          unitPrice: at('unitPrice', amount),
          discount: at('discountAmount', amount),
          // With the line's own discount, without tax.
          amount: at('amountExcludingTax', amount),
        }),
      ),
      netAmount: total('totalAmountExcludingTax'),
      taxAmount: total('totalTaxAmount'),
      totalAmount: total('totalAmountIncludingTax'),
      currency: ownCurrency(localCurrency),
      invoicedAmount: invoicedAmount(localCurrency),
      shippedState: shippedState(),
      externalReference: at('externalDocumentNumber', codeText(externalReferenceLength)),
      updatedAt: readOnly(at('lastModifiedDateTime', dateTime())),
      customer: reference('Customer', 'customerId'),
    },
    unavailable: {
      createdAt: 'Business Central API v2.0 does not say when a sales order was created, only its order date',
    },
  })
}

export function inventoryItemMapping({ localCurrency }: MappingOptions): Mapping {
  return defineMapping({
    ...common,
    entity: 'InventoryItem',
    fields: {
      sku: 'number',
      name: at('displayName', limitedText(100)),
      category: 'itemCategoryCode',
      unit: 'baseUnitOfMeasureCode',
      unitPrice: at('unitPrice', money(localCurrency, { as: 'number' })),
      updatedAt: readOnly(at('lastModifiedDateTime', dateTime())),
    },
    unavailable: {
      reorderPoint: 'Business Central API v2.0 has no reorder point: publish it in a custom API page',
    },
  })
}

export function stockMapping(): Mapping {
  return defineMapping({
    ...common,
    entity: 'InventoryItem',
    part: 'stock',
    fields: {
      onHand: readOnly(at('inventory', decimal({ as: 'number' }))),
    },
    unavailable: {
      reserved: 'Business Central API v2.0 tells of an item only the quantity on hand',
      available: 'Business Central API v2.0 tells of an item only the quantity on hand',
      stockByLocation:
        'Business Central API v2.0 has one quantity over all locations, and its item ledger entries name no location: publish it in a custom API page',
    },
  })
}
