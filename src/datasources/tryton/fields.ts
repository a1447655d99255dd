import { BadValueError } from '../../codecs/codec.ts'
import { moneyPair } from '../../codecs/money.ts'
import { computed, listAt, valueAt, type FieldMapping, type Path } from '../mapping.ts'
import { sumDecimals, trytonDateTime, trytonDecimal, type WireDateTime, type WireDecimal } from './values.ts'

/** An amount in the currency that stands beside it. */
export function amount(field: string, currency: readonly string[]): FieldMapping {
  const wire = trytonDecimal()
  return computed([field, currency], (raw) => {
    const value = valueAt(raw, [field])
    if (value === null || value === undefined) return null
    // The codec refuses what is no decimal.
    const text = wire.decode(value as WireDecimal)
    return moneyPair().decode({ amount: text, currencyCode: valueAt(raw, currency) })
  })
}

/** The total of the order's invoices that the customer was sent; drafts are not invoiced yet. */
export function invoicedAmount(currency: readonly string[]): FieldMapping {
  const list = ['invoices.']
  const invoice = amount('total_amount', currency)
  const paths: Path[] = [currency, [...list, 'state'], ...invoice.paths.map((path) => [...list, ...path])]
  return computed(paths, (raw) => {
    const sent = listAt(raw, list).filter((one) =>
      ['posted', 'paid'].includes(String(valueAt(one, ['state']))),
    )
    const code = valueAt(raw, currency)
    const totals = sent.map((one) => {
      if (valueAt(one, currency) !== code)
        throw new BadValueError('expected invoices in the currency of the order')
      return trytonDecimal().decode(valueAt(one, ['total_amount']) as WireDecimal)
    })
    return moneyPair().decode({ amount: sumDecimals(totals), currencyCode: code })
  })
}

/** `waiting` and `exception` say that something is still to ship, not whether anything was: the moves do. */
export function shippedState(warn: (message: string) => void): FieldMapping {
  const moveState = ['lines.', 'moves.', 'state']
  return computed(['shipment_state', moveState], (raw) => {
    const state = valueAt(raw, ['shipment_state'])
    if (state === 'none') return 'NOT_SHIPPED'
    if (state === 'sent') return 'SHIPPED'
    if (state !== 'waiting' && state !== 'exception') {
      warn(`Tryton: shipment state "${String(state)}" is unknown and reads as UNKNOWN`)
      return 'UNKNOWN'
    }
    const moves = listAt(raw, ['lines.']).flatMap((line) => listAt(line, ['moves.']))
    const isShipped = moves.some((move) => valueAt(move, ['state']) === 'done')
    return isShipped ? 'PARTIALLY_SHIPPED' : 'NOT_SHIPPED'
  })
}

/** The latest of these dates: `write_date` is null until the first change. */
export function lastChange(paths: readonly Path[]): FieldMapping {
  const segments = paths.map((path) => [path].flat())
  return computed(segments, (raw) => {
    const dates = segments
      .map((path) => valueAt(raw, path))
      .filter((date) => date !== null && date !== undefined)
    // The codec refuses what is no date; ISO texts in UTC sort as the instants do.
    const instants = dates.map((date) => trytonDateTime().decode(date as WireDateTime)).sort()
    return instants.at(-1) ?? null
  })
}
