import { createHubspot } from '../../../../sandbox/hubspot.ts'
import { createWorld } from '../../../../sandbox/world/create-world.ts'
import { describeNeeding, needsFolder, specsFolder } from '../../../support/needs.ts'
import type { ServedSimulator } from '../../../support/serve-simulator.ts'
import { serveSimulator } from '../../../support/serve-simulator.ts'
import type { VendorSpec } from '../../../support/vendor-spec.ts'
import { loadVendorSpec } from '../../../support/vendor-spec.ts'

describeNeeding(needsFolder(specsFolder), "HubSpot of the sandbox keeps to the vendor's description", () => {
  const contacts = '/crm/v3/objects/contacts'
  let served: ServedSimulator
  let spec: VendorSpec

  beforeAll(async () => {
    spec = loadVendorSpec({ file: 'hubspot/crm-contacts-v3.derived.openapi.json' })
    const simulator = createHubspot({ world: createWorld(), now: Date.now })
    served = await serveSimulator({ simulator })
  })
  afterAll(() => served.close())

  async function call(method: string, path: string, body?: unknown) {
    const headers = { authorization: 'Bearer pat-sandbox-hubspot', 'content-type': 'application/json' }
    const called = await served.call(method, contacts + path, { headers, body })
    const problems = [...spec.requestProblems(called.request), ...spec.replyProblems(called.request, called)]
    return { ...called, problems }
  }

  const reading = (ids: string[], more = {}) => ({
    inputs: ids.map((id) => ({ id })),
    properties: ['email', 'phone', 'utm_source'],
    propertiesWithHistory: [],
    ...more,
  })

  test.each([
    ['list', 'GET', '?limit=100&properties=email&properties=firstname', undefined, 200],
    ['get', 'GET', '/401001?properties=email', undefined, 200],
    ['get by e-mail', 'GET', '/clara.winterfeld@example.com?idProperty=email', undefined, 200],
    ['get of nobody', 'GET', '/1', undefined, 404],
    ['batch read', 'POST', '/batch/read', reading(['401001', '401002']), 200],
    ['batch read with missing ids', 'POST', '/batch/read', reading(['401001', '1']), 207],
    ['search', 'POST', '/search', searching('email', 'clara.winterfeld@example.com'), 200],
    ['search for nothing there is', 'POST', '/search', searching('nosuch', 'x'), 400],
    ['create', 'POST', '', { properties: { email: 'new.one@example.com', lastname: 'One' } }, 201],
    ['create again', 'POST', '', { properties: { email: 'new.one@example.com' } }, 409],
    ['create with a bad value', 'POST', '', { properties: { email: 'info@' } }, 400],
    ['update', 'PATCH', '/401002', { properties: { city: 'Potsdam' } }, 200],
    ['batch create', 'POST', '/batch/create', batch({ email: 'batch.a@example.com' }), 201],
    ['batch update', 'POST', '/batch/update', batch({ city: 'Kiel' }, '401003'), 200],
    ['batch update in part', 'POST', '/batch/update', batch({ city: 'Kiel' }, '1', 'trace-1'), 207],
    ['batch upsert', 'POST', '/batch/upsert', upserting('batch.b@example.com'), 200],
    ['batch archive', 'POST', '/batch/archive', { inputs: [{ id: '401004' }] }, 204],
    ['archive', 'DELETE', '/401005', undefined, 204],
    ['merge', 'POST', '/merge', { primaryObjectId: '401006', objectIdToMerge: '401007' }, 200],
  ])('%s', async (_, method, path, body, status) => {
    const called = await call(method, path, body)
    expect([called.status, called.problems]).toEqual([status, []])
  })

  test('every contact of the world, page by page', async () => {
    let after = ''
    let seen = 0
    do {
      const called = await call('GET', `?limit=100&properties=email${after}`)
      const page = called.body as { results: unknown[]; paging?: { next: { after: string } } }
      expect(called.problems).toEqual([])
      seen += page.results.length
      after = page.paging ? `&after=${page.paging.next.after}` : ''
    } while (after !== '')
    expect(seen).toBeGreaterThan(480)
  })

  test('the judge finds what is wrong', async () => {
    const called = await call('PATCH', '/401002', { properties: { city: 7 } })
    expect(called.status).toBe(400)
    expect(called.problems).toEqual([expect.stringContaining('request/properties/city must be string')])
  })

  function searching(propertyName: string, value: string) {
    const filter = { propertyName, operator: 'EQ', value }
    return {
      filterGroups: [{ filters: [filter] }],
      properties: ['email'],
      limit: 10,
      after: '0',
      sorts: ['-createdate'],
    }
  }
  function batch(properties: Record<string, string>, id?: string, objectWriteTraceId?: string) {
    return { inputs: [{ ...(id && { id }), ...(objectWriteTraceId && { objectWriteTraceId }), properties }] }
  }
  function upserting(email: string) {
    return { inputs: [{ id: email, idProperty: 'email', properties: { lastname: 'Batch' } }] }
  }
})
