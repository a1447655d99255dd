import { emailAddress } from '../../codecs/email-address.ts'
import { decimal, readDecimal } from '../../codecs/numbers.ts'
import { phone } from '../../codecs/phone.ts'
import { language } from '../../codecs/language.ts'
import { text } from '../../codecs/text.ts'
import { currencyCode } from '../../codecs/currency-code.ts'
import { statusMap } from '../../codecs/status-map.ts'
import { at, computed, defineMapping, reference, valueAt, type Mapping } from '../mapping.ts'
import { amount, invoicedAmount, lastChange, shippedState } from './fields.ts'
import { itemLines } from './order-lines.ts'
import { firstAddress, firstMechanism, namePart } from './party-fields.ts'
import { subtractDecimals, trytonDate, trytonDateTime, trytonMoney, trytonPrice } from './values.ts'

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

/**
 * Any party can be a customer: Tryton marks none as one, so suppliers and the company itself are parties like others. It
 * is mapped as whole as it is: which of it decides, and which is a copy of what another system says, the schema knows.
 */
export function customerMapping({ currency, phoneRegion }: MappingOptions): Mapping {
  const number = phone(phoneRegion === undefined ? {} : { defaultRegion: phoneRegion })
  const email = firstMechanism('email', 'value', emailAddress())
  const compactPhone = firstMechanism('phone', 'value_compact', number)
  return defineMapping({
    entity: 'Customer',
    id: 'id',
    version: '_timestamp',
    always: true,
    fields: {
      givenName: namePart('given'),
      familyName: namePart('family'),
      email,
      phone: compactPhone,
      language: at(['lang.', 'code'], language({ separator: '_' })),
      address: firstAddress(),
      createdAt: at('create_date', trytonDateTime()),
      updatedAt: lastChange(['write_date', 'create_date']),
      customerNumber: 'code',
      // All that is owed, due or not.
      balanceDue: at('receivable', trytonMoney(currency)),
      paymentTerms: at(['customer_payment_term.', 'name'], text()),
      taxId: at(['tax_identifier.', 'code'], text()),
    },
    unavailable: {
      creditLimit:
        'Tryton has credit limits only with its module account_credit_limit: add the field in `fields` then',
      blocked: 'Tryton cannot block a customer',
      company: 'a party of Tryton has one name, and nothing says whether it is a company',
      accountManager: 'Tryton gives employees to opportunities, not to parties',
      ...Object.fromEntries(
        ['lifecycleStage', 'leadSource', 'campaign', 'marketingConsent', 'lastEnquiry'].map((field) => [
          field,
          'the parties of Tryton have no such field: add it in `fields` where a module of your own has',
        ]),
      ),
    },
    matchKeys: { email, phone: compactPhone },
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
  return defineMapping({
    entity: 'Order',
    id: 'id',
    version: '_timestamp',
    always: true,
    fields: {
      number: 'number',
      status: at('state', status),
      orderDate: at('sale_date', trytonDate()),
      lines: itemLines(currency),
      netAmount: amount('untaxed_amount', currency),
      taxAmount: amount('tax_amount', currency),
      totalAmount: amount('total_amount', currency),
      currency: at(currency, currencyCode()),
      invoicedAmount: invoicedAmount(currency),
      shippedState: shippedState(warn),
      externalReference: at('reference', text()),
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
      name: at('name', text()),
      // The accounting category, because a product has one at most; of the others it can have many.
      category: at(['account_category.', 'name']),
      unit: at(['default_uom.', 'name']),
      unitPrice: at('list_price', trytonPrice(currency)),
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
