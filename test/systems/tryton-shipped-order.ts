import { rowsUnder, wireDate, wireDecimal, type TrytonWire } from './tryton-wire.ts'

export interface ShippedOrder {
  partyId: number
  saleId: number
  code: string
  /** As Tryton stores it; it compares in any case. */
  email: string
}

/**
 * What the seed of the server lacks: a customer with a tax id, contacts in several spellings and a balance, and an order of
 * theirs that was shipped and invoiced, with lines that sell nothing. All names are made for this run.
 */
export async function createShippedOrder(wire: TrytonWire): Promise<ShippedOrder> {
  const now = Date.now()
  const today = wireDate(new Date(now))
  const code = `T${now}`
  const email = `Mixed_${code}@Example.COM`
  const partyId = await wire.create('party.party', {
    code,
    name: `Test ${code}`,
    addresses: [['create', [{ street: 'Testweg 1', city: 'Berlin' }]]],
    contact_mechanisms: [
      [
        'create',
        [
          { type: 'email', value: 'archived@example.com', active: false },
          { type: 'email', value: email },
          { type: 'mobile', value: '+49 30 555 0100' },
        ],
      ],
    ],
    identifiers: [['create', [{ type: 'eu_vat', code: 'DE136695976' }]]],
  })
  const [address] = await wire.find('party.address', [['party', '=', partyId]], ['id'])
  const [warehouse] = await wire.find('stock.location', [['type', '=', 'warehouse']], ['id'])
  const [euro] = await wire.find('currency.currency', [['code', '=', 'EUR']], ['id'])
  const [company] = await wire.find('company.company', [], ['id'])
  const products = await wire.find('product.product', [['code', 'in', ['P0019', 'P0020']]], ['default_uom'])
  const lines = products.map((product, index) => ({
    type: 'line',
    product: product.id,
    quantity: 1 + index,
    unit: product.default_uom,
    unit_price: wireDecimal(12.3456),
    description: `Line ${index}`,
  }))
  const saleId = await wire.create('sale.sale', {
    company: company?.id,
    party: partyId,
    currency: euro?.id,
    reference: `R-${code}`,
    warehouse: warehouse?.id,
    invoice_address: address?.id,
    shipment_address: address?.id,
    // Later than the seeded ones, so that others can tell them apart.
    sale_date: wireDate(new Date(now + 3 * 86_400_000)),
    invoice_method: 'order',
    shipment_method: 'order',
    lines: [['create', [{ type: 'title', description: 'For the bar' }, ...lines]]],
  })
  for (const step of ['quote', 'confirm', 'process']) await wire.run('sale.sale', step, [saleId])

  const [sale] = await wire.find('sale.sale', [['id', '=', saleId]], ['shipments.id', 'invoices.id'])
  const invoices = rowsUnder(sale, 'invoices.').map(({ id }) => id)
  await wire.write('account.invoice', invoices, { invoice_date: today })
  await wire.run('account.invoice', 'post', invoices)
  const shipments = rowsUnder(sale, 'shipments.').map(({ id }) => id)
  for (const step of ['pick', 'pack', 'done']) await wire.run('stock.shipment.out', step, shipments)
  return { partyId, saleId, code, email }
}
