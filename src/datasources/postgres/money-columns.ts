import { moneyPair, type Money } from '../../codecs/money.ts'
import { computed, valueAt, type FieldMapping } from '../mapping.ts'

/** An amount in one column and its currency in another. Without an amount there is no money. */
export function moneyColumns(amountColumn: string, currencyColumn: string): FieldMapping {
  const codec = moneyPair({ amountKey: amountColumn, currencyKey: currencyColumn, as: 'string' })
  return computed(
    [[amountColumn], [currencyColumn]],
    (row) => {
      const amount = valueAt(row, [amountColumn]) ?? null
      return amount === null
        ? null
        : codec.decode({ [amountColumn]: amount, [currencyColumn]: valueAt(row, [currencyColumn]) })
    },
    (value, target) =>
      Object.assign(
        target,
        value === null ? { [amountColumn]: null, [currencyColumn]: null } : codec.encode(value as Money),
      ),
  )
}
