import { Secret } from 'headwater'
import { defineConformance } from 'headwater/conformance'
import { customerMapping } from './skeleton-mapping.ts'
import { startUpstream } from './skeleton-upstream.ts'
import { skeleton } from './skeleton.ts'

const noReferences = 'a customer refers to no other entity'
const nobodyMade = 'customers are made elsewhere'

/** Run by: npx headwater conformance skeleton-conformance.ts */
export const conformance = defineConformance({
  name: 'Skeleton (in memory)',
  system: 'SKELETON',
  schema: ['skeleton.graphql'],
  // Or the address of one that runs, e.g. of a test account. Failures and lost answers are made by a proxy in front of it.
  upstream: startUpstream,
  datasource: (url) => skeleton({ baseUrl: url, apiKey: new Secret('test-key', 'test') }),
  credentials: ['test-key'],
  operations: ['GET /records', 'PATCH /records/{id}'],
  limits: { concurrent: 5, perRequest: 50 },
  fixtures: [
    {
      entity: 'Customer',
      ids: ['1', '2', '3', '4'],
      total: 60,
      unknownIds: ['999', '12345'],
      keys: { email: [{ value: 'guest1@example.com', id: '1' }] },
      writing: {
        mapping: customerMapping,
        base: { id: 1, version: 1, mail: 'guest1@example.com', level: 'GOLD' },
        patches: [{ skeletonLevel: 'SILVER' }],
      },
      changes: {
        id: '60',
        values: { skeletonLevel: ['SILVER', 'Größe 🌊', 'x'.repeat(20), null] },
        refused: { skeletonLevel: ['x'.repeat(21)] },
        operation: 'PATCH /records/{id}',
      },
    },
  ],
  // What cannot hold, with the reason. Each is run all the same, and has to fail.
  skips: {
    'records by reference belong to their parent, and their pages join': noReferences,
    'a batch of parents gives the pages that each parent gives alone': noReferences,
    'filters give what they say': 'the API filters nothing',
    'sorts give the same records, in order': 'the API sorts nothing',
    'whoever keeps up with changes misses none, whatever is changed meanwhile':
      'the API does not say what was changed',
    'a new record has the values that it was given': nobodyMade,
    'a new record whose answer was lost is found again, and there is one': nobodyMade,
    'what was made can be taken back, and taken back again': nobodyMade,
    'an action shows that it was done, and done again it does no harm': 'there are no actions',
  },
})
