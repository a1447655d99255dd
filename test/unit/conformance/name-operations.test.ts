import { nameOperations } from '../../../src/conformance/name-operations.ts'

const name = nameOperations(['GET /v2/members', 'PATCH /v2/members/{id}', 'GET /a.b/{x}/c+d'])
const request = (method: string, path: string) => ({ method, path, query: '?q=1', body: '' })

test.each([
  ['GET', '/v2/members', 'GET /v2/members'],
  ['PATCH', '/v2/members/M1', 'PATCH /v2/members/{id}'],
  ['PATCH', '/v2/members/..%2fadmin', 'PATCH /v2/members/{id}'],
  ['GET', '/a.b/1/c+d', 'GET /a.b/{x}/c+d'],
])('%s %s is %s', (method, path, operation) => {
  expect(name(request(method, path))).toBe(operation)
})

test.each([
  ['GET', '/v2/members/M1'],
  ['PATCH', '/v2/members/M1/card'],
  ['PATCH', '/v2/members/'],
  ['DELETE', '/v2/members'],
  ['GET', '/aXb/1/c+d'],
])('%s %s fits no template, and is an operation of its own', (method, path) => {
  expect(name(request(method, path))).toBe(`${method} ${path}`)
})
