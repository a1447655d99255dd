import { createItems, locations } from './create-items.ts'
import { createOrders } from './create-orders.ts'
import { createPersons } from './create-persons.ts'
import { createStays } from './create-stays.ts'
import { properties } from './properties.ts'
import { createRandom } from './random.ts'
import type { World } from './world.ts'

/** Raise it with every change of the world's making, so that kept state of the older one is refused. */
const generation = 1

/** The sandbox's hotel group: 540 persons, 3 properties, some 2,200 stays, 200 items, 1,648 orders. */
export function createWorld({ seed = 1 }: { seed?: number } = {}): World {
  // A generator of its own for each part: more persons would not change the items.
  const persons = createPersons(createRandom(seed))
  const items = createItems(createRandom(seed + 1))
  return {
    version: `${generation}.${seed}`,
    persons,
    properties,
    items,
    locations,
    stays: createStays(persons, createRandom(seed + 2)),
    orders: createOrders(persons, items, createRandom(seed + 3)),
  }
}
