import { BadValueError } from '../../codecs/codec.ts'
import type { Call } from '../datasource.ts'
import type { DatasourceTools } from '../define-datasource.ts'
import { valueAt } from '../mapping.ts'
import { readMergeWrite } from '../kit/read-merge-write.ts'
import { refusing } from '../kit/refusing.ts'
import type { RawFound, Values, WriteCalls } from '../write-calls.ts'
import type { RawRecord, TrytonClient } from './client.ts'
import { findRecord, idOf, stampOf } from './look-ups.ts'
import { orderActions } from './order-actions.ts'
import { priceCurrency, type LineBody } from './order-lines.ts'
import { hasLines, planLines, type LinePlan } from './plan-lines.ts'
import { changesOf, type Command } from './record-changes.ts'
import { createRelations } from './relations.ts'
import { createSaleDraft, type SaleTerms } from './sale-draft.ts'
import type { LoadWarehouse } from './warehouse.ts'

interface OrderWriting {
  client: TrytonClient
  /** The company's own: that of an order where nothing is said. */
  currency: string
  warehouse: LoadWarehouse
  failure: DatasourceTools['failure']
}

type Fields = Readonly<Record<string, unknown>>

const salePaths = [
  ...['state', 'party', 'currency.code', 'sale_date', '_timestamp'],
  ...['type', 'product.id', 'quantity', 'unit_price', 'description'].map((name) => `lines.${name}`),
]

/** States in which Tryton's own client lets a field be changed; the server alone would take it in any. */
const changeableIn: Readonly<Record<string, readonly string[]>> = {
  sale_date: ['draft', 'quotation'],
  'lines.': ['draft'],
}

/**
 * Sales. A new one carries the caller's reference, else the gateway's own: by it a repetition is found, for Tryton takes the
 * same reference twice. What a sale's state does not allow, Tryton leaves out without a word: it is read back.
 */
export function orderWriting({ client, currency, warehouse, failure }: OrderWriting): WriteCalls {
  const refuse = refusing(failure)
  const relations = createRelations(client, refuse)
  const draft = createSaleDraft(client)
  const changes = changesOf(client, 'sale.sale', failure)
  const sales = client.model('sale.sale', salePaths)
  const find = (externalId: string, call: Call) => findRecord(sales, Number(externalId), refuse, call)

  const currencyId = async (code: string, call: Call) =>
    Number(await relations.idOf({ model: 'currency.currency', by: 'code', value: code }, 'currency', call))

  async function fillLines(lines: LinePlan['added'], terms: SaleTerms, call: Call): Promise<object[]> {
    if (lines.some(({ body }) => Number.isNaN(body.product)))
      throw refuse('VALIDATION', 'no such product', 'lines')
    return Promise.all(
      lines.map(async ({ sequence, body }) => ({ ...(await draft.fillLine(body, terms, call)), sequence })),
    )
  }

  /** The sale that carries the reference and is what was wanted; else whether any could be it. */
  async function findCreated(fields: Fields, reference: string, call: Call): Promise<RawFound> {
    const domain = [
      ['party', '=', Number(valueAt(fields, ['party.', 'id']))],
      ['reference', '=', fields.reference || reference],
    ]
    const referred = await sales.search({ domain }, call)
    const [same, another] = referred.filter((sale) => hasLines(sale, linesIn(fields) ?? []))
    if (same) return another ? 'UNKNOWN' : { externalId: idOf(same) }
    // Made by this very attempt and changed since, or another that the caller gave the same reference.
    return referred.length > 0 ? 'UNKNOWN' : 'ABSENT'
  }

  async function lineCommands(sale: RawRecord, fields: Fields, call: Call): Promise<readonly Command[]> {
    const wanted = linesIn(fields)
    if (wanted === undefined) return []
    const { written, added, removed } = planLines(sale, wanted)
    const terms = {
      partyId: Number(sale.party),
      currencyId: Number(valueAt(sale, ['currency.', 'id'])),
      date: fields.sale_date === undefined ? sale.sale_date : fields.sale_date,
    }
    const filled = await fillLines(added, terms, call)
    return [
      ...written.map(({ id, change }): Command => ['write', [id], change]),
      ...(filled.length > 0 ? [['create', filled] as const] : []),
      ...(removed.length > 0 ? [['delete', removed] as const] : []),
    ]
  }

  function requireChangeable({ state }: RawRecord, fields: Fields): void {
    for (const [name, states] of Object.entries(changeableIn))
      if (fields[name] !== undefined && !states.includes(String(state)))
        throw refuse('CONFLICT', `sale.sale: ${name} of a sale that is ${String(state)}`)
  }

  function requireCurrency(sale: RawRecord, values: Values): void {
    const prices = values.lines === undefined ? null : priceCurrency(values.lines)
    if (prices !== null && prices !== valueAt(sale, ['currency.', 'code']))
      throw refuse('VALIDATION', "prices of another currency than the order's", 'lines')
  }

  return {
    needsReadBack: true,
    readOnly: {
      number: 'Tryton numbers its sales itself, once they are quoted',
      status: 'it follows from what is done with the order',
      createdAt: 'Tryton stamps it',
      updatedAt: 'Tryton stamps it',
      ...Object.fromEntries(
        ['netAmount', 'taxAmount', 'totalAmount', 'invoicedAmount', 'shippedState'].map((name) => [
          name,
          'Tryton works it out',
        ]),
      ),
    },
    createOnly: ['customer', 'currency'],
    check(_kind, { lines, currency: wanted }) {
      if (lines === undefined) return null
      try {
        const prices = priceCurrency(lines)
        if (typeof wanted !== 'string' || prices === null || prices === wanted) return null
        return { field: 'lines', message: `The prices must be in ${wanted}, the currency of the order.` }
      } catch (error) {
        if (error instanceof BadValueError)
          return { field: 'lines', message: `Tryton cannot hold these lines: ${error.reason}.` }
        throw error
      }
    },
    create: {
      required: ['customer', 'lines'],
      async run({ values, fields, reference }, call) {
        const partyId = Number(values.customer)
        const wanted = typeof values.currency === 'string' ? values.currency : priceCurrency(values.lines)
        const given = { sale_date: fields.sale_date ?? null, reference: fields.reference || reference }
        const terms = {
          partyId,
          currencyId: await currencyId(wanted ?? currency, call),
          date: given.sale_date,
        }
        const place = await warehouse()
        const filled = await draft.fillSale(partyId, call)
        const placed = (linesIn(fields) ?? []).map((body, index) => ({ sequence: index + 1, body }))
        const lines: Command = ['create', await fillLines(placed, terms, call)]
        const shipped = place.isWarehouse ? { warehouse: place.id } : {}
        const sale = { ...filled, ...shipped, ...given, party: partyId, currency: terms.currencyId }
        return changes.create({ ...sale, lines: [lines] }, call)
      },
      findApplied: ({ fields, reference }, call) => findCreated(fields, reference, call),
    },
    patch: {
      isConditional: true,
      async run({ externalId, values, fields, ifVersion }, call) {
        const merging = {
          ifVersion,
          load: () => find(externalId, call),
          versionOf: stampOf,
          conflict: () => refuse('CONFLICT'),
        }
        await readMergeWrite(merging, async (sale, stamp) => {
          requireChangeable(sale, fields)
          requireCurrency(sale, values)
          const { 'lines.': _lines, ...own } = fields
          const commands = await lineCommands(sale, fields, call)
          const changed = { ...own, ...(commands.length > 0 && { lines: commands }) }
          if (Object.keys(changed).length > 0) await changes.write(Number(externalId), changed, stamp, call)
        })
        return { externalId }
      },
    },
    actions: orderActions({ changes, find, refuse }),
    remove: (externalId, call) => changes.remove(Number(externalId), call),
  }
}

function linesIn(fields: Fields): readonly LineBody[] | undefined {
  return fields['lines.'] as readonly LineBody[] | undefined
}
