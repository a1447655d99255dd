import { createEntitySet } from '../../../../src/datasources/business-central/client.ts'
import { stockMapping } from '../../../../src/datasources/business-central/mapping.ts'
import { upstreamError } from '../../../../src/datasources/failures.ts'
import type { UpstreamRequest } from '../../../../src/datasources/transport/upstream-request.ts'
import { testCall as call } from '../../../support/simulated-datasource.ts'

/** An entity set whose vendor gives these replies, one after the other. */
function scripted(...replies: unknown[]) {
  const requests: UpstreamRequest[] = []
  const set = createEntitySet(
    {
      companyId: 'c0a40000-0000-4000-8000-000000000001',
      failure: (failure, cause) => upstreamError({ system: 'ERP', vendor: 'test' }, failure, {}, cause),
      transport: {
        call(request) {
          requests.push(request)
          return Promise.resolve(replies[requests.length - 1])
        },
        reply: () => Promise.reject(new Error('no one asks for more than the body')),
        close: () => Promise.resolve(),
      },
    },
    'items',
    stockMapping(),
    2,
  )
  return { set, requests }
}
const link = (token: string) => `https://elsewhere.example.com/any/path?$select=id&$skiptoken=${token}`
const page = (ids: string[], token?: string) => ({
  value: ids.map((id) => ({ id })),
  ...(token !== undefined && { '@odata.nextLink': link(token) }),
})

test('pages are followed to the end, always at the same address', async () => {
  const { set, requests } = scripted(page(['a', 'b'], 'one'), page(['c', 'd'], 'two'), page(['e']))
  expect(await set.read({}, call)).toEqual(['a', 'b', 'c', 'd', 'e'].map((id) => ({ id })))
  expect(new Set(requests.map(({ path }) => path))).toEqual(
    new Set(['/v2.0/companies(c0a40000-0000-4000-8000-000000000001)/items']),
  )
  expect(requests.map(({ query }) => query?.$skiptoken)).toEqual([undefined, 'one', 'two'])
  expect(requests.map(({ headers }) => headers)).toEqual(
    requests.map(() => ({ prefer: 'odata.maxpagesize=2' })),
  )
})

test('no page is asked for beyond the limit', async () => {
  const { set, requests } = scripted(page(['a', 'b'], 'one'), page(['c', 'd'], 'two'))
  expect(await set.read({ limit: 4 }, call)).toHaveLength(4)
  expect(requests).toHaveLength(2)
})

test.each([
  ['no list', { error: null }],
  ['a list of something else', { value: [1] }],
  ['nothing', null],
  ['an empty page with a next one, which could go on for ever', page([], 'one')],
  ['a next link that is no URL', { value: [{ id: 'a' }], '@odata.nextLink': '?$skiptoken=x' }],
])('%s is a bad response', async (_, reply) => {
  await expect(scripted(reply).set.read({}, call)).rejects.toMatchObject({
    code: 'UPSTREAM_BAD_RESPONSE',
  })
})
