import type { Call } from '../datasource.ts'
import type { FailureRule } from '../failures.ts'
import { valueAt } from '../mapping.ts'
import type { TrytonClient } from './client.ts'
import type { LineBody } from './order-lines.ts'

/** What the prices and taxes of a line depend on. */
export interface SaleTerms {
  partyId: number
  currencyId: number
  date: unknown
}

/**
 * What Tryton's desktop client fills in while a person types, and the server leaves empty: it is asked for in the same way,
 * so that price lists and tax rules of the company hold for orders of the gateway, too.
 */
export interface SaleDraft {
  /** Addresses and payment terms of a party. */
  fillSale(partyId: number, call: Call): Promise<object>
  /** Unit, taxes and, where none is given, the price of a product. */
  fillLine(body: LineBody, terms: SaleTerms, call: Call): Promise<object>
}

export function createSaleDraft(client: TrytonClient): SaleDraft {
  async function changesOf(method: string, values: object, name: string, field: string, call: Call) {
    const reply = await client.ask(`${method}.on_change`, [values, [name]], call, [missing(field)])
    return valueAt(reply, ['0'])
  }

  return {
    async fillSale(partyId, call) {
      const filled = await changesOf('sale.sale', { party: partyId }, 'party', 'customer', call)
      return pick(filled, ['invoice_address', 'shipment_address', 'payment_term'])
    },
    async fillLine(body, { partyId, currencyId, date }, call) {
      const { product, quantity } = body
      const sale = { '_parent_sale.party': partyId, '_parent_sale.currency': currencyId }
      // Any sale that is not stored yet has a negative id.
      const line = { type: 'line', product, quantity, sale: -1, ...sale, '_parent_sale.sale_date': date }
      const filled = await changesOf('sale.line', line, 'product', 'lines', call)
      const added = valueAt(filled, ['taxes', 'add'])
      const taxes = Array.isArray(added) ? added.map((one) => valueAt(one, ['1', 'id'])) : []
      return {
        ...pick(filled, ['unit', 'unit_price']),
        ...(taxes.length > 0 && { taxes: [['add', taxes]] }),
        type: 'line',
        ...body,
      }
    },
  }
}

/** Of the party or product that is asked with, never of a record of the caller's. */
function missing(field: string): FailureRule {
  return {
    when: { body: { 'error.0': /^UserError$/, 'error.1.0': /\bthat don't exist anymore\b/ } },
    then: 'VALIDATION',
    field: () => field,
  }
}

function pick(filled: unknown, names: readonly string[]): object {
  const given = names.map((name) => [name, valueAt(filled, [name])] as const)
  return Object.fromEntries(given.filter(([, value]) => value !== undefined))
}
