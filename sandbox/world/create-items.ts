import { addDays, baseDate, instantOn } from './calendar.ts'
import { guidOf } from './guid-of.ts'
import type { Random } from './random.ts'
import type { Item, StockLocation } from './world.ts'

export const itemCount = 200

export const locations: readonly StockLocation[] = [
  { id: guidOf('10ca0000', 1), code: 'BERLIN', name: 'Shop Berlin', city: 'Berlin', country: 'DE' },
  { id: guidOf('10ca0000', 2), code: 'MUNICH', name: 'Shop München', city: 'München', country: 'DE' },
  { id: guidOf('10ca0000', 3), code: 'NEWYORK', name: 'Shop New York', city: 'New York', country: 'US' },
]

const goods: readonly (readonly [category: string, unit: Item['unit'], names: readonly string[]])[] = [
  ['BATH', 'PCS', ['Bath towel', 'Bathrobe', 'Slippers', 'Hand soap', 'Bath salt']],
  ['KITCHEN', 'SET', ['Breakfast cups', 'Tea glasses', 'Egg cups', 'Carafe']],
  ['FOOD', 'BOX', ['House coffee', 'Herbal tea', 'Chocolate', 'Honey', 'Müsli']],
  ['TRAVEL', 'PCS', ['Umbrella', 'Luggage tag', 'Sleep mask', 'Tote bag']],
  ['BED', 'SET', ['Pillow', 'Duvet cover', 'Wool blanket']],
]
const variants = [
  'classic',
  'blue',
  'river',
  'large',
  'small',
  'gift edition',
  'organic',
  'limited',
  'weiß',
  'two-pack',
]

export function createItems(random: Random): Item[] {
  const kinds = goods.flatMap(([category, unit, names]) => names.map((name) => ({ category, unit, name })))
  return Array.from({ length: itemCount }, (_, index): Item => {
    const number = index + 1
    const kind = kinds[index % kinds.length]
    const variant = variants[Math.floor(index / kinds.length) % variants.length]
    if (!kind || !variant) throw new Error('The shop sells nothing')
    const priceCents = random.integer(390, 18_900)
    const soldOut = random.chance(0.08)
    return {
      number,
      id: guidOf('17e30000', number),
      sku: String(1_000 + number),
      name: `${kind.name}, ${variant}`,
      category: kind.category,
      unit: kind.unit,
      priceCents,
      costCents: Math.round(priceCents * 0.55),
      stock: Object.fromEntries(locations.map(({ code }) => [code, soldOut ? 0 : random.integer(0, 80)])),
      blocked: random.chance(0.03),
      updatedAt: instantOn(addDays(baseDate, -random.integer(1, 300)), random.integer(0, 86_000)),
    }
  })
}
