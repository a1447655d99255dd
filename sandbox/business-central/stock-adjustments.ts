import { randomUUID } from 'node:crypto'
import { completeRecord } from './complete-record.ts'
import type { BcRecord } from './entity-sets.ts'
import { failure, refusal } from './failures.ts'
import { numberOf } from './order-amounts.ts'
import type { RecordStore } from './record-store.ts'

/**
 * An adjustment is posted as it is made, as an extension's page does it by an item journal line: the entry, the item's new
 * quantity, and the adjustment itself, which keeps the caller's reference.
 *
 * @throws ReplyError for an item or location that is not there, and for more than there is
 */
export function postAdjustment(store: RecordStore, fields: BcRecord, today: string): BcRecord {
  const item = store.find('items', String(fields.itemId ?? ''))
  if (!item)
    throw failure(400, 'Internal_InvalidTableRelation', 'The item of the adjustment cannot be found.')
  const locationCode = String(fields.locationCode ?? '')
  if (locationCode !== '' && store.related('locations', 'code', locationCode).length === 0)
    throw failure(
      400,
      'Internal_InvalidTableRelation',
      "The field 'locationCode' contains a value that cannot be found.",
    )
  const quantity = numberOf(fields, 'quantity')
  if (quantity === 0) throw refusal("The property 'quantity' must not be 0.")
  const inventory = numberOf(item, 'inventory') + quantity
  if (inventory < 0)
    throw refusal(`You have insufficient quantity of Item ${String(item.number)} on inventory.`)
  const entryNumber = lastEntry(store) + 1
  const entry = completeRecord('itemLedgerEntries', {
    id: randomUUID(),
    entryNumber,
    itemNumber: item.number ?? '',
    postingDate: today,
    entryType: quantity > 0 ? 'Positive_x0020_Adjmt_x002E_' : 'Negative_x0020_Adjmt_x002E_',
    sourceType: '_x0020_',
    documentType: '_x0020_',
    documentNumber: 'ADJUSTMENT',
    description: fields.description ?? '',
    quantity,
  })
  store.put('itemLedgerEntries', entry)
  store.put('items', { ...item, inventory })
  const own = { id: randomUUID(), entryNumber, itemNumber: item.number ?? '', postingDate: today }
  return store.put('stockAdjustments', completeRecord('stockAdjustments', { ...fields, ...own }))
}

function lastEntry(store: RecordStore): number {
  let last = 0
  for (const entry of store.all('itemLedgerEntries')) last = Math.max(last, numberOf(entry, 'entryNumber'))
  return last
}
