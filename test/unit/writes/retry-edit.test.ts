import { everyRight } from '../../../src/auth/rights.ts'
import { buildCanonicalSchema } from '../../../src/schema/build-schema.ts'
import { loadSdl } from '../../../src/schema/load-sdl.ts'
import { runGatewayMutation } from '../../../src/writes/gateway-mutations.ts'
import type { GatewayMutation } from '../../../src/writes/write-engine.ts'
import type { EngineParts } from '../../../src/writes/write-parts.ts'
import { caller, catalog, step, write } from '../resolvers/mutation-world.ts'

const schema = buildCanonicalSchema(loadSdl())
const mutation = catalog.mutations.get('retryWrite') as GatewayMutation

/** A write that sets a stay's dates and waits; nothing but looking at it is possible. */
function retry(edit: object): Promise<unknown> {
  const dates = { arrival: '2027-03-01', departure: '2027-03-05' }
  const waiting = { ...step, system: 'CRS', entity: 'Booking', state: 'DEAD' as const, values: dates }
  const book = { find: () => Promise.resolve({ ...write, entity: 'Booking', steps: [waiting] }) }
  const parts = { book, catalog, schema, now: () => 0 } as unknown as EngineParts
  const request = {
    mutation,
    args: { id: 'w1', edit },
    caller: { principal: caller('OPERATOR'), rights: everyRight(catalog) },
    idempotencyKey: null,
    call: { signal: new AbortController().signal, requestId: 'test' },
  }
  return runGatewayMutation(parts, mutation, request, (_keys, work) => work())
}

test('an edit keeps the rules of the business, with what the write sets besides', async () => {
  await expect(retry({ booking: { departure: '2027-02-28' } })).rejects.toMatchObject({
    code: 'BAD_USER_INPUT',
    details: { field: 'departure' },
  })
})

test('an edit of another kind of entity is refused, with the one that fits', async () => {
  await expect(retry({ order: { externalReference: 'A' } })).rejects.toThrow('give edit: { booking: ... }')
})
