import { serveForTest, type TestServer } from './serve-for-test.ts'

let server: TestServer

beforeAll(async () => (server = await serveForTest()))
afterAll(() => server.close())

test.each([
  ['1', true],
  ['0', false],
  ['true', false],
  [undefined, false],
])('x-headwater-plan %s asks for the plan: %s', async (value, wantsPlan) => {
  await server.post({ query: '{ hello }' }, value === undefined ? {} : { 'x-headwater-plan': value })
  expect(server.contexts.at(-1)).toMatchObject({ wantsPlan })
})
