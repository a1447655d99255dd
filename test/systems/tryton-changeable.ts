import { wireDecimal, type TrytonWire } from './tryton-wire.ts'

/** Records that a run may change, and nobody else looks at. All names are made for the run. */
export interface Changeable {
  partyId: number
  saleId: number
  /** Two products of the seed. */
  productIds: readonly [number, number]
  /** The last product of the seed. */
  itemId: number
  /** A region of Germany that the server knows. */
  region: string
}

/**
 * A customer with contacts and an address, and a draft order of theirs. A fresh server has no regions, and only an
 * administrator makes some.
 */
export async function createChangeable(wire: TrytonWire, admin: TrytonWire): Promise<Changeable> {
  const code = `CHANGE-${Date.now()}`
  const partyId = await wire.create('party.party', {
    code,
    name: `Test ${code}`,
    addresses: [['create', [{ street: 'Testweg 3', city: 'Berlin' }]]],
    contact_mechanisms: [
      [
        'create',
        [
          { type: 'website', value: 'https://example.com' },
          { type: 'email', value: `First.${code}@Example.COM` },
          { type: 'email', value: `second.${code}@example.com` },
          { type: 'mobile', value: '+49 30 555 0103' },
        ],
      ],
    ],
  })
  const [address] = await wire.find('party.address', [['party', '=', partyId]], ['id'])
  const products = await wire.find('product.product', [['code', 'in', ['P0011', 'P0012']]], ['default_uom'])
  const [one, other] = products.map(({ id }) => id)
  const saleId = await wire.create('sale.sale', {
    party: partyId,
    reference: `R-${code}`,
    invoice_address: address?.id,
    shipment_address: address?.id,
    lines: [
      [
        'create',
        [
          { type: 'title', description: 'For the bar' },
          {
            type: 'line',
            product: one,
            quantity: 1,
            unit: products[0]?.default_uom,
            unit_price: wireDecimal(20),
          },
        ],
      ],
    ],
  })
  await renumberInventories(wire)
  const [last] = await wire.find('product.product', [['code', '=', 'P0020']], ['id'])
  return {
    partyId,
    saleId,
    itemId: last?.id ?? 0,
    productIds: [one ?? 0, other ?? 0],
    region: await makeRegion(admin),
  }
}

/** The suite's references are the same in every run, and what was counted under one stays counted. */
async function renumberInventories(wire: TrytonWire): Promise<void> {
  for (const { id } of await wire.find('stock.inventory', [['number', 'like', 'hw-test-%']], ['id']))
    await wire.write('stock.inventory', [id], { number: `run-${Date.now()}-${id}` })
}

async function makeRegion(admin: TrytonWire): Promise<string> {
  const name = 'Bayern'
  const [known] = await admin.find('country.subdivision', [['name', '=', name]], ['id'])
  const [country] = await admin.find('country.country', [['code', '=', 'DE']], ['id'])
  if (known === undefined)
    await admin.create('country.subdivision', { name, code: 'DE-BY', type: 'land', country: country?.id })
  return name
}
