import type { Simulator } from '../../../../sandbox/kit/simulator.ts'
import { describeNeeding, needsFolder, specsFolder } from '../../../support/needs.ts'
import { testCall } from '../../../support/simulated-datasource.ts'
import { loadVendorSpec, type WireReply, type WireRequest } from '../../../support/vendor-spec.ts'
import { contactIds, openHubspot, world } from '../../../unit/datasources/hubspot/open-hubspot.ts'

interface Exchange {
  operation: string
  request: WireRequest
  reply: WireReply
}

describeNeeding(needsFolder(specsFolder), "The HubSpot datasource keeps to the vendor's description", () => {
  const exchanges: Exchange[] = []
  let opened: Awaited<ReturnType<typeof openHubspot>>
  let spec: ReturnType<typeof loadVendorSpec>

  beforeAll(async () => {
    spec = loadVendorSpec({ file: 'hubspot/crm-contacts-v3.derived.openapi.json' })
    opened = await openHubspot({}, (simulator) => recording(simulator, exchanges))
  })
  afterAll(() => opened.close())
  beforeEach(() => exchanges.splice(0))

  /** What was said over the wire: operations with their statuses, and every breach of the description. */
  const judged = () => ({
    calls: exchanges.map(({ operation, reply }) => `${operation} ${reply.status}`),
    problems: exchanges.flatMap(({ request, reply }) => [
      ...spec.requestProblems(request),
      ...spec.replyProblems(request, reply),
    ]),
  })

  test('contacts by id, all there', async () => {
    await opened.customers.byId!.load(contactIds.slice(0, 100), testCall)
    expect(judged()).toEqual({ calls: ['batchReadContacts 200'], problems: [] })
  })

  test('contacts by id, some not there', async () => {
    await opened.customers.byId!.load([...contactIds.slice(0, 3), '1'], testCall)
    expect(judged()).toEqual({ calls: ['batchReadContacts 207'], problems: [] })
  })

  test('contacts by e-mail', async () => {
    await opened.customers.byKey.get('email')!.load(['nobody@example.com'], testCall)
    expect(judged()).toEqual({ calls: ['batchReadContacts 207'], problems: [] })
  })

  test('contacts by phone', async () => {
    await opened.customers.byKey.get('phone')!.load([world.persons[0]!.phone!], testCall)
    expect(judged()).toEqual({ calls: ['searchContacts 200'], problems: [] })
  })

  test('two pages of the list', async () => {
    const { load } = opened.customers.list!
    const page = { first: 20, filter: [], orderBy: null }
    const { cursors } = await load({ ...page, after: null }, testCall)
    await load({ ...page, after: cursors.at(-1)! }, testCall)
    expect(judged()).toEqual({ calls: ['listContacts 200', 'listContacts 200'], problems: [] })
  })

  test('two pages by every kind of filter, sorted', async () => {
    const filter = [
      { field: 'lifecycleStage', comparison: 'IN', value: ['CUSTOMER', 'UNKNOWN'] },
      { field: 'accountManager', comparison: 'EQ', value: '70001' },
      { field: 'createdAt', comparison: 'GTE', value: '2020-01-01T00:00:00.000Z' },
    ] as const
    const orderBy = { field: 'familyName', direction: 'DESC' } as const
    const { load } = opened.customers.list!
    const { cursors } = await load({ first: 5, after: null, filter, orderBy }, testCall)
    await load({ first: 5, after: cursors.at(-1)!, filter, orderBy }, testCall)
    expect(judged()).toEqual({ calls: ['searchContacts 200', 'searchContacts 200'], problems: [] })
  })

  test('a contact that is made, changed, looked for, merged and archived', async () => {
    const { create, patch, actions, remove } = opened.customers.writing!
    const values = { email: 'written@example.com', givenName: 'Zoë', marketingConsent: { email: true } }
    const record = { values, reference: 'hw-1' }
    const { externalId } = await create!.run(record, testCall)
    await create!.findApplied!(record, testCall)
    await patch!.run({ ...record, externalId, values: { givenName: null }, ifVersion: null }, testCall)
    const { externalId: duplicate } = await create!.run({ ...record, values: {} }, testCall)
    const merge = { externalId, args: { duplicate }, reference: 'hw-2' }
    await actions.get('merge')!.run(merge, testCall)
    await actions.get('merge')!.findApplied!(merge, testCall)
    await remove!(externalId, testCall)
    expect(judged()).toEqual({
      calls: [
        'createContact 201',
        'batchReadContacts 200',
        'updateContact 200',
        'createContact 201',
        'mergeContacts 200',
        'batchReadContacts 200',
        'archiveContact 204',
      ],
      problems: [],
    })
  })
})

function recording(simulator: Simulator, exchanges: Exchange[]): Simulator {
  const operations = simulator.operations.map((operation) => ({
    ...operation,
    async handle(request: Parameters<typeof operation.handle>[0]) {
      const reply = await operation.handle(request)
      exchanges.push({ operation: operation.name, request, reply })
      return reply
    },
  }))
  return { ...simulator, operations }
}
