import { cloudbeds } from '../../../../src/datasources/cloudbeds/cloudbeds.ts'
import { Secret } from '../../../../src/secrets/secret.ts'
import { describeDatasource } from '../../../support/datasource-conformance.ts'
import { httpFaults } from '../../../../src/conformance/public-api.ts'
import { describeNeeding, needsFolder, specsFolder } from '../../../support/needs.ts'
import { apiKey, serveCloudbeds } from './serve-cloudbeds.ts'

const noReferences = 'a guest refers to no other entity'
const noSorts = 'Cloudbeds sorts by the latest change alone'
const onlyCancelled = 'nothing of a reservation is changed here but that it is cancelled'
const someGuests = ['5000', '5001', '5002']

describeNeeding(needsFolder(specsFolder), 'Cloudbeds, judged by its description', () => {
  describeDatasource({
    name: 'Cloudbeds API v1.3 (in memory)',
    system: 'CRS',
    async upstream() {
      const vendor = await serveCloudbeds()
      return {
        url: vendor.url,
        async close() {
          vendor.close()
          expect([...vendor.problems]).toEqual([])
        },
      }
    },
    datasource: (url) =>
      cloudbeds({
        baseUrl: url,
        apiKey: new Secret(apiKey, 'test'),
        properties: [
          { id: '101', name: 'Harbour', timeZone: 'Europe/Berlin' },
          { id: '202', timeZone: 'America/New_York' },
        ],
        phoneRegion: 'DE',
        quota: null,
      }),
    credentials: [apiKey],
    faults: [
      ...httpFaults,
      // What other APIs say by a status stands in the body here.
      {
        kind: 'reply',
        reply: {
          status: 200,
          contentType: 'application/json',
          body: '{"success": false, "message": "Access denied for this property"}',
        },
        codes: ['UPSTREAM_AUTH'],
      },
    ],
    limits: { concurrent: 5, perRequest: 100 },
    fixtures: [
      {
        entity: 'Customer',
        ids: someGuests,
        unknownIds: ['1', '999999'],
        keys: { email: someGuests.map((id) => ({ value: `guest${Number(id) - 5_000}@example.com`, id })) },
      },
      {
        entity: 'Booking',
        ids: ['90000', '90001', '90010', '90200'],
        unknownIds: ['1', '77777'],
        keys: { confirmationNumber: [{ value: '90003', id: '90003' }] },
        references: { customer: someGuests },
        conditions: [
          { field: 'status', comparison: 'EQ', value: 'CANCELLED' },
          { field: 'status', comparison: 'IN', value: ['CANCELLED', 'NO_SHOW'] },
          {
            field: 'property',
            comparison: 'EQ',
            value: '202',
            compared: ({ values }) => (values.property as { code: string }).code,
          },
          {
            field: 'property',
            comparison: 'IN',
            value: ['202'],
            compared: ({ values }) => (values.property as { code: string }).code,
          },
          { field: 'arrival', comparison: 'GTE', value: '2026-03-01' },
          { field: 'arrival', comparison: 'LTE', value: '2026-03-01' },
          { field: 'departure', comparison: 'GTE', value: '2026-03-01' },
          { field: 'departure', comparison: 'LTE', value: '2026-03-01' },
        ],
        changes: {
          actions: { cancel: { prepare: async () => ({ externalId: '90006', args: {} }) } },
        },
      },
    ],
    skips: {
      'what the mapping writes, it reads back': 'only read',
      'sorts give the same records, in order': noSorts,
      'Customer: whoever keeps up with changes misses none, whatever is changed meanwhile':
        'the times of guests name no zone, so none can be asked for by time',
      'every field that can be set is tried with none, and a text with other letters': onlyCancelled,
      'Customer: filters give what they say':
        'the fields that Cloudbeds filters guests by are not its own to say',
      'Customer: records by reference belong to their parent, and their pages join': noReferences,
      'a batch of parents gives the pages that each parent gives alone':
        'Cloudbeds searches reservations by one guest at a time',
      'what is patched reads back as it was written, and nothing else changes': onlyCancelled,
      'a patch of an old version is a conflict and changes nothing': onlyCancelled,
      'a patch whose answer was lost is in doubt, and sent again it does no harm': onlyCancelled,
      'a value that cannot be held is refused, names its field and changes nothing': onlyCancelled,
      'a new record has the values that it was given': onlyCancelled,
      'a new record whose answer was lost is found again, and there is one': onlyCancelled,
      'what was made can be taken back, and taken back again': onlyCancelled,
      'a patch of an unknown record is not found': onlyCancelled,
    },
  })
})
