/** Records in the shape that Business Central sends them, with invented values. */
export const noGuid = '00000000-0000-0000-0000-000000000000'
export const customerId = 'c0570000-0000-4000-8000-0000000000aa'
export const itemId = '17e30000-0000-4000-8000-0000000000aa'

export const rawCustomer = {
  '@odata.etag': 'W/"JzE5Ozk7MDA7Jw=="',
  id: customerId,
  number: 'C10099',
  type: 'Person',
  displayName: 'Anna Berg',
  addressLine1: 'Hauptstr. 1',
  postalCode: '10115',
  city: 'Berlin',
  state: '',
  country: 'DE',
  email: ' Anna.Berg@Example.com ',
  phoneNumber: '030 100000',
  taxRegistrationNumber: '',
  currencyCode: 'USD',
  creditLimit: 2500,
  balanceDue: 245.5,
  blocked: '_x0020_',
  paymentTerm: { '@odata.etag': 'W/"x"', code: '30 DAYS' },
}

const line = {
  '@odata.etag': 'W/"y"',
  itemId,
  lineType: 'Item',
  lineObjectNumber: '1001',
  description: 'Bath towel',
  quantity: 3,
  unitPrice: 19.9,
  discountAmount: 5.97,
  amountExcludingTax: 53.73,
  netAmountIncludingTax: 63.94,
  shippedQuantity: 0,
  invoicedQuantity: 0,
}

export const rawOrder = {
  '@odata.etag': 'W/"JzE5Ozg7MDA7Jw=="',
  id: '0de20000-0000-4000-8000-0000000000aa',
  number: 'S-ORD9001',
  status: 'Open',
  orderDate: '2026-10-02',
  customerId,
  currencyCode: '',
  externalDocumentNumber: 'SHOP-1',
  fullyShipped: false,
  totalAmountExcludingTax: 53.73,
  totalTaxAmount: 10.21,
  totalAmountIncludingTax: 63.94,
  lastModifiedDateTime: '2026-10-03T08:00:00.12Z',
  salesOrderLines: [line],
}

export function orderWith(...lines: Partial<typeof line>[]) {
  return { ...rawOrder, salesOrderLines: lines.map((changes) => ({ ...line, ...changes })) }
}
