import { addDays, baseDate, instantOn } from './calendar.ts'
import { cast } from './cast.ts'
import { guidOf } from './guid-of.ts'
import type { Person } from './person.ts'
import type { Random } from './random.ts'
import type { Item, Order, OrderLine } from './world.ts'

const randomOrders = 1_600
const frequentOrders = 45
const withoutOrders: readonly number[] = [cast.showcase, cast.frequent, cast.withoutHistory]

/** 1,648 orders of the last two years with one to five lines; now and then a line without an item (delivery). */
export function createOrders(persons: readonly Person[], items: readonly Item[], random: Random): Order[] {
  const buyers = persons.filter((person) => person.erpId && !withoutOrders.includes(person.number))
  const showcase = persons[cast.showcase - 1]
  const frequent = persons[cast.frequent - 1]
  if (!showcase || !frequent) throw new Error('The world has no showcase person')
  const orders: Order[] = []
  const add = (person: Person, wish: Wish | null) =>
    orders.push(createOrder(orders.length + 1, person, items, wish, random))
  for (const wish of showcaseOrders) add(showcase, wish)
  for (let count = 0; count < frequentOrders; count++) add(frequent, null)
  for (let count = 0; count < randomOrders; count++) add(random.pick(buyers), null)
  return orders
}

interface Wish {
  inDays: number
  status: Order['status']
  /** Item number and quantity. */
  lines: readonly (readonly [item: number, quantity: number])[]
  shipped: boolean
}

const showcaseOrders: readonly Wish[] = [
  {
    inDays: -320,
    status: 'Open',
    shipped: true,
    lines: [
      [2, 2],
      [3, 2],
    ],
  },
  {
    inDays: -45,
    status: 'Open',
    shipped: false,
    lines: [
      [10, 3],
      [14, 1],
      [20, 1],
    ],
  },
  { inDays: -3, status: 'Draft', shipped: false, lines: [[1, 4]] },
]

function createOrder(
  number: number,
  person: Person,
  items: readonly Item[],
  wish: Wish | null,
  random: Random,
): Order {
  const inDays = wish?.inDays ?? -random.integer(1, 730)
  const shipped = wish?.shipped ?? random.chance(0.6)
  const american = person.country === 'US'
  const wished = wish?.lines ?? Array.from({ length: random.integer(1, 5) }, () => drawLine(items, random))
  const lines = wished.map(([itemNumber, quantity], index) =>
    createLine(number * 10 + index, items[itemNumber - 1] ?? null, quantity, shipped, random),
  )
  return {
    number,
    id: guidOf('0de20000', number),
    orderNumber: `S-ORD${101_000 + number}`,
    personNumber: person.number,
    orderDate: addDays(baseDate, inDays),
    status: wish?.status ?? random.pick(['Open', 'Open', 'Open', 'Draft', 'In Review'] as const),
    currency: american ? 'USD' : 'EUR',
    taxPercent: american ? 8.875 : 19,
    externalReference: random.chance(0.5) ? `WEB-${20_000 + number}` : null,
    lines,
    updatedAt: instantOn(
      addDays(baseDate, Math.min(-1, inDays + random.integer(0, 14))),
      random.integer(0, 86_000),
    ),
  }
}

function drawLine(items: readonly Item[], random: Random): readonly [number, number] {
  // Item 0 does not exist: a charge for delivery.
  return random.chance(0.04) ? [0, 1] : [random.pick(items).number, random.integer(1, 6)]
}

function createLine(
  number: number,
  item: Item | null,
  quantity: number,
  shipped: boolean,
  random: Random,
): OrderLine {
  const discountPercent = random.chance(0.15) ? random.pick([5, 10, 12.5]) : 0
  const done = shipped ? quantity : 0
  return {
    id: guidOf('11fe0000', number),
    itemNumber: item?.number ?? null,
    description: item?.name ?? 'Delivery',
    quantity,
    unitPriceCents: item?.priceCents ?? 490,
    discountPercent: item ? discountPercent : 0,
    shippedQuantity: done,
    invoicedQuantity: done,
  }
}
