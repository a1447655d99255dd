import { wireDate, wireDecimal, type TrytonWire } from './tryton-wire.ts'

export interface OrderHistory {
  /** Parties with five orders and with two. */
  partyIds: readonly [number, number]
  /** Of the first, in the form that the gateway gives it; Tryton has it in another. */
  email: string
  phone: string
}

const orders = { 'CONFORM-A': 5, 'CONFORM-B': 2 }

/**
 * What the seed of the server lacks: customers with several orders. Made once a server and found again. The orders are
 * drafts, dated later than the seeded ones, so that other suites can tell them apart.
 */
export async function findOrderHistory(wire: TrytonWire): Promise<OrderHistory> {
  const [euro] = await wire.find('currency.currency', [['code', '=', 'EUR']], ['id'])
  const [company] = await wire.find('company.company', [], ['id'])
  const [warehouse] = await wire.find('stock.location', [['type', '=', 'warehouse']], ['id'])
  const [product] = await wire.find('product.product', [['code', '=', 'P0001']], ['default_uom'])
  const partyIds: number[] = []
  for (const [code, count] of Object.entries(orders)) {
    const [known] = await wire.find('party.party', [['code', '=', code]], ['id'])
    const party = known?.id ?? (await createParty(wire, code))
    partyIds.push(party)
    const [address] = await wire.find('party.address', [['party', '=', party]], ['id'])
    const made = await wire.find('sale.sale', [['party', '=', party]], ['id'])
    for (let index = made.length; index < count; index++)
      await wire.create('sale.sale', {
        company: company?.id,
        party,
        currency: euro?.id,
        reference: `${code}-${index + 1}`,
        warehouse: warehouse?.id,
        invoice_address: address?.id,
        shipment_address: address?.id,
        sale_date: wireDate(new Date(Date.now() + (10 + (index % 3)) * 86_400_000)),
        lines: [
          [
            'create',
            [
              {
                type: 'line',
                product: product?.id,
                quantity: 1 + index,
                unit: product?.default_uom,
                unit_price: wireDecimal(10),
                description: `Line of ${code}`,
              },
            ],
          ],
        ],
      })
  }
  const [first = 0, second = 0] = partyIds
  return { partyIds: [first, second], email: 'conform-a@example.com', phone: '+49305550101' }
}

function createParty(wire: TrytonWire, code: string): Promise<number> {
  const contacts = [
    { type: 'email', value: 'Conform-A@Example.COM' },
    { type: 'mobile', value: '+49 30 555 0101' },
  ]
  return wire.create('party.party', {
    code,
    name: `Test ${code}`,
    addresses: [['create', [{ street: 'Testweg 2', city: 'Berlin' }]]],
    ...(code === 'CONFORM-A' && { contact_mechanisms: [['create', contacts]] }),
  })
}
