/** As a Tryton 6.0 server sent them (its data is invented). */
export const decimal = (text: string) => ({ __class__: 'Decimal', decimal: text })

export const date = (year: number, month: number, day: number) => ({ __class__: 'date', year, month, day })

export const stamp = (minute: number, microsecond: number) => ({
  __class__: 'datetime',
  year: 2026,
  month: 11,
  day: 23,
  hour: 6,
  minute,
  second: 27,
  microsecond,
})

const noPlace = { 'subdivision.': null, 'country.': null }

export const party = {
  id: 3,
  code: 'C0002',
  name: 'Guest 0002',
  _timestamp: '1795417166.884162',
  create_date: stamp(30, 884162),
  write_date: null,
  'lang.': { code: 'zh_CN', id: 24 },
  'addresses.': [
    { id: 1, active: false, street: 'Old', postal_code: null, city: null, ...noPlace },
    {
      id: 2,
      active: true,
      street: 'Hauptstrasse 2',
      postal_code: '10001',
      city: 'Paris',
      'subdivision.': null,
      'country.': { code: 'FR', id: 2 },
    },
  ],
  receivable: decimal('120.5'),
  'customer_payment_term.': { name: '30 days', id: 1 },
  'tax_identifier.': null,
  'contact_mechanisms.': [
    { value: 'old@example.com', value_compact: 'old@example.com', active: false, type: 'email', id: 2 },
    {
      value: 'Guest0002@Example.com',
      value_compact: 'Guest0002@Example.com',
      active: true,
      type: 'email',
      id: 3,
    },
    { value: 'second@example.com', value_compact: 'second@example.com', active: true, type: 'email', id: 5 },
    { value: '+49 30 1000001', value_compact: '+49301000001', active: true, type: 'phone', id: 4 },
  ],
}

export const sale = {
  id: 3,
  number: '14',
  reference: 'WEB-0003',
  state: 'processing',
  shipment_state: 'waiting',
  _timestamp: '1795417168.366106',
  create_date: stamp(59, 839999),
  write_date: stamp(59, 966106),
  sale_date: date(2026, 11, 23),
  untaxed_amount: decimal('49.00'),
  tax_amount: decimal('0'),
  total_amount: decimal('49.00'),
  'party.': { id: 4 },
  'currency.': { code: 'EUR', id: 1 },
  'invoices.': [
    { state: 'posted', id: 1, total_amount: decimal('40.10'), 'currency.': { code: 'EUR', id: 1 } },
    { state: 'paid', id: 2, total_amount: decimal('-0.2'), 'currency.': { code: 'EUR', id: 1 } },
    { state: 'draft', id: 3, total_amount: decimal('9.10'), 'currency.': { code: 'EUR', id: 1 } },
  ],
  'lines.': [
    { type: 'title', id: 4, description: 'For the bar', quantity: null, unit_price: null, 'product.': null },
    {
      type: 'line',
      id: 5,
      description: 'P0003',
      quantity: 3.0,
      unit_price: decimal('12.0000'),
      amount: decimal('36.00'),
      'currency.': { code: 'EUR', id: 1 },
      'product.': { code: 'P0003', id: 3 },
      'moves.': [{ state: 'draft', id: 21 }],
    },
  ],
}

export const product = {
  id: 1,
  code: 'P0001',
  name: 'Product 0001',
  _timestamp: '1795417167.237400',
  create_date: stamp(10, 0),
  write_date: null,
  list_price: decimal('10.00'),
  'account_category.': { name: 'Goods', id: 1 },
  'default_uom.': { name: 'Unit', id: 1 },
  'template.': { id: 1, create_date: stamp(10, 0), write_date: stamp(30, 0) },
}
