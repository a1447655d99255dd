import { emailAddress } from '../../codecs/email-address.ts'
import { decimal, readDecimal } from '../../codecs/numbers.ts'
import { phone } from '../../codecs/phone.ts'
import { currencyCode } from '../../codecs/currency-code.ts'
import { statusMap } from '../../codecs/status-map.ts'
import { at, computed, defineMapping, each, reference, valueAt, type Mapping } from '../mapping.ts'
import { amount, firstMechanism, invoicedAmount, itemLines, lastChange, shippedState } from './fields.ts'
import { subtractDecimals, trytonDate, trytonDateTime, trytonMoney } from './values.ts'

/**
 * The models of Tryton 6.0 with its modules party, account, product, sale, stock and account_invoice, as `fields_get` of a
 * server describes them. Paths through a relation carry its final dot: see `fieldNames`. Every field that is asked for is in
 * the reply, null or empty where it is not set; so is a relation that leads nowhere.
 */
export interface MappingOptions {
  /** The company's own currency: its parties' balances and its products' prices are in it. */
  currency: string
  /** Where phone numbers without a country code belong. */
  phoneRegion: string | undefined
  warn(message: string): void
}

/** Any party can be a customer: Tryton marks none as one, so suppliers and the company itself are parties like others. */
export function customerMapping({ currency, phoneRegion }: MappingOptions): Mapping {
  return defineMapping({
    entity: 'Customer',
    id: 'id',
    version: '_timestamp',
    always: true,
    fields: {
      customerNumber: 'code',
      // All that is owed, due or not.
      balanceDue: at('receivable', trytonMoney(currency)),
      paymentTerms: at(['customer_payment_term.', 'name']),
      taxId: at(['tax_identifier.', 'code']),
    },
    unavailable: {
      creditLimit:
        'Tryton has credit limits only with its module account_credit_limit: add the field in `fields` then',
      blocked: 'Tryton cannot block a customer',
    },
    matchKeys: {
      email: firstMechanism(['email'], 'value', emailAddress()),
      phone: firstMechanism(
        ['phone', 'mobile'],
        'value_compact',
        phone(phoneRegion === undefined ? {} : { defaultRegion: phoneRegion }),
      ),
    },
  })
}

type OrderStatus = 'DRAFT' | 'QUOTED' | 'CONFIRMED' | 'PROCESSING' | 'COMPLETED' | 'CANCELLED' | 'UNKNOWN'

export const orderStates = {
  DRAFT: 'draft',
  QUOTED: 'quotation',
  CONFIRMED: 'confirmed',
  PROCESSING: 'processing',
  COMPLETED: 'done',
  CANCELLED: 'cancelled',
} as const

/** A line that is changed by itself leaves the order's `_timestamp` and `write_date` as they were. */
export function orderMapping({ warn }: MappingOptions): Mapping {
  const currency = ['currency.', 'code']
  const status = statusMap<OrderStatus>(orderStates, {
    unknown: 'UNKNOWN',
    onUnknown: (state) => warn(`Tryton: sale state "${state}" is unknown and reads as UNKNOWN`),
  })
  const lines = each(['lines.'], {
    item: reference('InventoryItem', ['product.', 'id']),
    sku: at(['product.', 'code']),
    description: 'description',
    quantity: at('quantity', decimal({ as: 'number' })),
    unitPrice: amount('unit_price', currency),
    // Tryton 6.0 sells at a unit price that has the discount in it.
    discount: computed([], () => null),
    amount: amount('amount', currency),
  })
  return defineMapping({
    entity: 'Order',
    id: 'id',
    version: '_timestamp',
    always: true,
    fields: {
      number: 'number',
      status: at('state', status),
      orderDate: at('sale_date', trytonDate()),
      lines: itemLines(lines),
      netAmount: amount('untaxed_amount', currency),
      taxAmount: amount('tax_amount', currency),
      totalAmount: amount('total_amount', currency),
      currency: at(currency, currencyCode()),
      invoicedAmount: invoicedAmount(currency),
      shippedState: shippedState(warn),
      externalReference: 'reference',
      createdAt: at('create_date', trytonDateTime()),
      updatedAt: lastChange(['write_date', 'create_date']),
      customer: reference('Customer', ['party.', 'id']),
    },
  })
}

/** Name and price stand in the product's template, whose changes leave the product's own stamp as it was. */
export function inventoryItemMapping({ currency }: MappingOptions): Mapping {
  const template = (field: string) => ['template.', field]
  return defineMapping({
    entity: 'InventoryItem',
    id: 'id',
    version: '_timestamp',
    always: true,
    fields: {
      sku: 'code',
      name: 'name',
      // The accounting category, because a product has one at most; of the others it can have many.
      category: at(['account_category.', 'name']),
      unit: at(['default_uom.', 'name']),
      unitPrice: at('list_price', trytonMoney(currency)),
      updatedAt: lastChange(['write_date', 'create_date', template('write_date'), template('create_date')]),
    },
    unavailable: {
      reorderPoint: 'Tryton has order points only with its module stock_supply, one a product and warehouse',
    },
  })
}

/**
 * What the warehouse holds today, and what is left of it once the moves planned until the forecast's day are done. Those
 * go both ways: `reserved` is what they take on balance, and null when more comes in than goes out.
 */
export function stockMapping(): Mapping {
  const quantity = decimal({ as: 'number' })
  return defineMapping({
    entity: 'InventoryItem',
    part: 'stock',
    id: 'id',
    always: true,
    fields: {
      onHand: at('quantity', quantity),
      available: at('forecast_quantity', quantity),
      reserved: computed(['quantity', 'forecast_quantity'], (raw) => {
        const read = (field: string) => readDecimal(valueAt(raw, [field]), 'a quantity')
        const reserved = subtractDecimals(read('quantity'), read('forecast_quantity'))
        return reserved.startsWith('-') ? null : reserved
      }),
    },
    unavailable: {
      stockByLocation: 'Tryton computes stock for one set of locations a call',
    },
  })
}
