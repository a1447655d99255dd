import { upstreamError } from '../../../../src/datasources/failures.ts'
import { createContactApi } from '../../../../src/datasources/hubspot/contact-api.ts'
import { contactReads } from '../../../../src/datasources/hubspot/contact-reads.ts'
import { testCall } from '../../../support/simulated-datasource.ts'

const contact = (id: string) => ({ id, properties: {}, createdAt: '', updatedAt: '' })
const error = (category: string | undefined, ids?: readonly string[]) => ({
  status: 'error',
  category,
  message: 'secret of the portal',
  context: ids === undefined ? {} : { ids },
  links: {},
  errors: [],
})

/** Reads from a HubSpot that always sends this body. */
function readsFrom(body: unknown) {
  const bodies: unknown[] = []
  const upstream = { system: 'CRM', vendor: 'HubSpot CRM v3' }
  const failure = (kind: Parameters<typeof upstreamError>[1], cause?: unknown) =>
    upstreamError(upstream, kind, {}, cause)
  const api = createContactApi({
    transport: {
      call: async (request) => {
        bodies.push(JSON.parse(request.body ?? ''))
        return body
      },
      reply: () => Promise.reject(new Error('no one asks for more than the body')),
      close: async () => {},
    },
    contactsPath: '/crm/v3/objects/contacts',
    properties: ['email'],
    failure,
  })
  const { byId, byKey } = contactReads(api, failure)
  return { byId: byId!, byKey: byKey!, bodies }
}

const codesOf = (failures: ReadonlyMap<string, { code: string }> | undefined) =>
  Object.fromEntries([...(failures ?? [])].map(([id, { code }]) => [id, code]))

test('of a 207, found contacts come back, unknown ids are missing, and others fail by their own id', async () => {
  const { byId } = readsFrom({
    status: 'COMPLETE',
    results: [contact('3'), contact('1')],
    numErrors: 3,
    errors: [
      error('OBJECT_NOT_FOUND', ['2']),
      error('INTERNAL_ERROR', ['4', '5']),
      error('RATE_LIMITS', ['6']),
    ],
  })
  const { records, failures } = await byId.load(['1', '2', '3', '4', '5', '6'], testCall)
  expect(records).toEqual([contact('3'), contact('1')])
  expect(codesOf(failures)).toEqual({
    4: 'UPSTREAM_UNAVAILABLE',
    5: 'UPSTREAM_UNAVAILABLE',
    6: 'RATE_LIMITED',
  })
})

test('an error that names no ids is about those that neither came nor were named', async () => {
  const { byId } = readsFrom({
    results: [contact('1')],
    errors: [error('OBJECT_NOT_FOUND', ['2']), error(undefined)],
  })
  const { failures } = await byId.load(['1', '2', '3'], testCall)
  expect(codesOf(failures)).toEqual({ 3: 'UPSTREAM_UNAVAILABLE' })
})

test('an id is sent once, however often it is asked for', async () => {
  const { byId, bodies } = readsFrom({ results: [contact('1')] })
  await byId.load(['1', '2', '1'], testCall)
  expect(bodies).toEqual([
    { inputs: [{ id: '1' }, { id: '2' }], properties: ['email'], propertiesWithHistory: [] },
  ])
})

test('an e-mail that HubSpot could not look up is a failure, never an absence', async () => {
  const { byKey } = readsFrom({ results: [], errors: [error('INTERNAL_ERROR', ['anna@example.com'])] })
  await expect(byKey.email!.load(['anna@example.com'], testCall)).rejects.toMatchObject({
    code: 'UPSTREAM_UNAVAILABLE',
    details: { system: 'CRM' },
    message: expect.not.stringContaining('secret of the portal'),
  })
})

test('texts that are no address or number are not sent along with those that are', async () => {
  const emails = readsFrom({ results: [] })
  await emails.byKey.email!.load(['', 'a b@example.com', 'x'.repeat(50_000), 'anna@example.com'], testCall)
  expect(emails.bodies).toMatchObject([{ inputs: [{ id: 'anna@example.com' }], idProperty: 'email' }])

  const phones = readsFrom({ results: [] })
  expect(await phones.byKey.phone!.load(["' or 1=1", '+', '12'], testCall)).toEqual([])
  expect(phones.bodies).toEqual([])
})

test('a phone is searched by its digits with and without country code and trunk zero', async () => {
  const { byKey, bodies } = readsFrom({ results: [] })
  await byKey.phone!.load(['+390612345678'], testCall)
  expect(bodies).toMatchObject([
    {
      filterGroups: [
        {
          filters: [
            {
              propertyName: 'hs_searchable_calculated_phone_number',
              operator: 'IN',
              values: ['0612345678', '612345678', '390612345678'],
            },
          ],
        },
      ],
    },
  ])
})

test.each([
  ['no results', { status: 'COMPLETE' }],
  ['results that are no list', { results: { id: '1' } }],
  ['a result that is no record', { results: ['1'] }],
  ['a list', []],
  ['nothing', null],
])('%s in place of a reply is a bad response', async (_, body) => {
  await expect(readsFrom(body).byId.load(['1'], testCall)).rejects.toMatchObject({
    code: 'UPSTREAM_BAD_RESPONSE',
  })
})
