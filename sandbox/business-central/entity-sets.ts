/**
 * The entity sets of API v2.0 that the sandbox has, with the types of their fields. A record is flat JSON as it
 * goes over the wire: absent text is "", an absent date 0001-01-01, an absent reference the zero GUID.
 */
export type FieldType = 'guid' | 'text' | 'decimal' | 'integer' | 'boolean' | 'date' | 'datetime' | 'enum'

export interface Field {
  type: FieldType
  writable: boolean
  maxLength?: number
  /** AL type Code: stored in upper case. */
  code?: boolean
  /** Member names of an enum, as OData encodes them. */
  members?: readonly string[]
}

export interface Navigation {
  set: string
  /** The record's own field, and the field of the other set, that must be equal. */
  from: string
  to: string
  many: boolean
}

export interface EntitySet {
  /** Singular, as $metadata names the type. */
  type: string
  /** Lists are in the order of this field unless told otherwise. */
  order: string
  fields: Readonly<Record<string, Field>>
  navigations: Readonly<Record<string, Navigation>>
}

export type BcRecord = Record<string, string | number | boolean>

/** `writable: readOnly` lists of names by type; `a/20` has at most 20 characters. */
function fields(type: FieldType, writable: string, readOnly = ''): Record<string, Field> {
  const entries = [
    ...writable.split(' ').map((name) => [name, true] as const),
    ...readOnly.split(' ').map((name) => [name, false] as const),
  ]
  return Object.fromEntries(
    entries.flatMap(([spec, isWritable]): [string, Field][] => {
      const [name, length] = spec.split('/')
      if (!name) return []
      return [[name, { type, writable: isWritable, ...(length && { maxLength: Number(length) }) }]]
    }),
  )
}

function code(name: string, maxLength: number, writable = true): Record<string, Field> {
  return { [name]: { type: 'text', writable, maxLength, code: true } }
}

const identity = { ...fields('guid', '', 'id'), ...fields('datetime', '', 'lastModifiedDateTime') }

export const entitySets: Readonly<Record<string, EntitySet>> = {
  companies: {
    type: 'company',
    order: 'name',
    fields: {
      ...fields('guid', '', 'id systemCreatedBy systemModifiedBy'),
      ...fields('text', '', 'systemVersion timestamp name displayName businessProfileId'),
      ...fields('datetime', '', 'systemCreatedAt systemModifiedAt'),
    },
    navigations: {},
  },
  customers: {
    type: 'customer',
    order: 'number',
    fields: {
      ...identity,
      ...code('number', 20),
      ...fields(
        'text',
        'displayName/100 addressLine1/100 addressLine2/50 city/30 state/30 country/10 postalCode/20',
      ),
      ...fields(
        'text',
        'phoneNumber/30 email/80 website/80 salespersonCode/20 taxRegistrationNumber/20 currencyCode/10',
      ),
      ...fields('text', '', 'taxAreaDisplayName'),
      type: { type: 'enum', writable: true, members: ['Company', 'Person'] },
      blocked: { type: 'enum', writable: true, members: ['_x0020_', 'Ship', 'Invoice', 'All'] },
      ...fields('decimal', 'creditLimit', 'balanceDue'),
      ...fields('boolean', 'taxLiable'),
      ...fields('guid', 'taxAreaId currencyId paymentTermsId shipmentMethodId paymentMethodId'),
    },
    navigations: {
      currency: { set: 'currencies', from: 'currencyId', to: 'id', many: false },
      paymentTerm: { set: 'paymentTerms', from: 'paymentTermsId', to: 'id', many: false },
    },
  },
  items: {
    type: 'item',
    order: 'number',
    fields: {
      ...identity,
      ...code('number', 20),
      ...code('itemCategoryCode', 20),
      ...code('baseUnitOfMeasureCode', 10),
      ...fields('text', 'displayName/100 displayName2/50 gtin/14 taxGroupCode/20'),
      ...fields('text', 'generalProductPostingGroupCode/20 inventoryPostingGroupCode/20'),
      type: { type: 'enum', writable: true, members: ['Inventory', 'Service', 'Non_x002D_Inventory'] },
      ...fields('decimal', 'unitPrice unitCost', 'inventory'),
      ...fields('boolean', 'blocked priceIncludesTax'),
      ...fields('guid', 'itemCategoryId taxGroupId baseUnitOfMeasureId'),
      ...fields('guid', 'generalProductPostingGroupId inventoryPostingGroupId'),
    },
    navigations: {},
  },
  salesOrders: {
    type: 'salesOrder',
    order: 'number',
    fields: {
      ...identity,
      ...code('number', 20, false),
      // Code[35]: a key of ours has to fit.
      ...code('externalDocumentNumber', 35),
      ...code('customerNumber', 20),
      ...code('billToCustomerNumber', 20),
      ...fields('date', 'orderDate postingDate requestedDeliveryDate'),
      ...fields('guid', 'customerId billToCustomerId currencyId paymentTermsId shipmentMethodId'),
      ...fields('text', '', 'customerName billToName billToAddressLine1 billToAddressLine2'),
      ...fields('text', '', 'billToCity billToCountry billToState billToPostCode'),
      ...fields(
        'text',
        'shipToName/100 shipToContact/100 sellToAddressLine1/100 sellToAddressLine2/50 sellToCity/30',
      ),
      ...fields('text', 'sellToCountry/10 sellToState/30 sellToPostCode/20 shipToAddressLine1/100'),
      ...fields(
        'text',
        'shipToAddressLine2/50 shipToCity/30 shipToCountry/10 shipToState/30 shipToPostCode/20',
      ),
      ...fields('text', 'shortcutDimension1Code/20 shortcutDimension2Code/20 currencyCode/10 salesperson/20'),
      ...fields('text', 'phoneNumber/30 email/80'),
      ...fields('boolean', 'partialShipping fullyShipped', 'pricesIncludeTax discountAppliedBeforeTax'),
      ...fields(
        'decimal',
        'discountAmount',
        'totalAmountExcludingTax totalTaxAmount totalAmountIncludingTax',
      ),
      status: { type: 'enum', writable: false, members: ['Draft', 'In_x0020_Review', 'Open'] },
    },
    navigations: {
      salesOrderLines: { set: 'salesOrderLines', from: 'id', to: 'documentId', many: true },
      customer: { set: 'customers', from: 'customerId', to: 'id', many: false },
      currency: { set: 'currencies', from: 'currencyId', to: 'id', many: false },
      paymentTerm: { set: 'paymentTerms', from: 'paymentTermsId', to: 'id', many: false },
    },
  },
  salesOrderLines: {
    type: 'salesOrderLine',
    order: 'sequence',
    fields: {
      ...fields('guid', '', 'id'),
      ...fields('guid', 'documentId itemId accountId unitOfMeasureId itemVariantId locationId'),
      ...fields('integer', 'sequence'),
      lineType: {
        type: 'enum',
        writable: true,
        members: ['Comment', 'Account', 'Item', 'Resource', 'Fixed_x0020_Asset', 'Charge'],
      },
      ...code('lineObjectNumber', 20),
      ...fields('text', 'description/100 description2/50 unitOfMeasureCode/10 taxCode/20'),
      ...fields('decimal', 'quantity unitPrice discountAmount discountPercent'),
      ...fields('decimal', 'shippedQuantity invoicedQuantity invoiceQuantity shipQuantity'),
      ...fields('decimal', '', 'amountExcludingTax taxPercent totalTaxAmount amountIncludingTax'),
      ...fields('decimal', '', 'invoiceDiscountAllocation netAmount netTaxAmount netAmountIncludingTax'),
      ...fields('boolean', '', 'discountAppliedBeforeTax'),
      ...fields('date', 'shipmentDate'),
    },
    navigations: {
      item: { set: 'items', from: 'itemId', to: 'id', many: false },
      salesOrder: { set: 'salesOrders', from: 'documentId', to: 'id', many: false },
      location: { set: 'locations', from: 'locationId', to: 'id', many: false },
    },
  },
  itemLedgerEntries: {
    type: 'itemLedgerEntry',
    order: 'entryNumber',
    fields: {
      ...identity,
      ...fields('integer', '', 'entryNumber'),
      ...fields(
        'text',
        '',
        'itemNumber entryType sourceNumber sourceType documentNumber documentType description',
      ),
      ...fields('date', '', 'postingDate'),
      ...fields('decimal', '', 'quantity salesAmountActual costAmountActual'),
    },
    navigations: {},
  },
  /** Empty: posted orders stay where they are here. */
  salesInvoices: {
    type: 'salesInvoice',
    order: 'number',
    fields: {
      ...identity,
      ...fields('text', '', 'number externalDocumentNumber orderNumber customerNumber'),
      ...fields('guid', '', 'orderId customerId'),
      ...fields('date', '', 'invoiceDate postingDate'),
    },
    navigations: {},
  },
  stockAdjustments: {
    type: 'stockAdjustment',
    order: 'entryNumber',
    fields: {
      ...identity,
      ...fields('integer', '', 'entryNumber'),
      ...fields('guid', 'itemId'),
      ...code('locationCode', 10),
      ...code('externalDocumentNumber', 35),
      ...fields('text', 'description/100', 'itemNumber'),
      ...fields('decimal', 'quantity'),
      ...fields('date', '', 'postingDate'),
    },
    navigations: {},
  },
  locations: {
    type: 'location',
    order: 'code',
    fields: {
      ...identity,
      ...fields('text', '', 'code displayName contact addressLine1 addressLine2 city state country'),
      ...fields('text', '', 'postalCode phoneNumber email website'),
    },
    navigations: {},
  },
  currencies: {
    type: 'currency',
    order: 'code',
    fields: { ...identity, ...fields('text', '', 'code displayName symbol amountDecimalPlaces') },
    navigations: {},
  },
  paymentTerms: {
    type: 'paymentTerm',
    order: 'code',
    fields: {
      ...identity,
      ...fields('text', '', 'code displayName dueDateCalculation discountDateCalculation'),
    },
    navigations: {},
  },
}
