import { createMemorySystem } from '../../support/memory-datasource.ts'
import { createMemoryGateway, type MemoryGateway } from '../../support/memory-gateway.ts'

const crm = createMemorySystem('CRM', [
  {
    entity: 'Customer',
    fields: ['givenName', 'email'],
    keys: ['email'],
    rows: [{ id: 'c1', givenName: 'Ada', email: 'ada@example.com' }],
  },
])
const byKey = (name: string) => `${name}: customer(email: "${name}@example.com") { givenName }`

let gateway: MemoryGateway
beforeAll(async () => {
  gateway = await createMemoryGateway(new Map([['CRM', crm.datasource]]), { maxPrice: 2 })
})
afterAll(() => gateway.close())

test('a query at the limit is answered, and a developer sees price and limit', async () => {
  const { data, extensions } = await gateway.run(
    `{ ${byKey('ada')} ${byKey('bo')} }`,
    {},
    { wantsPlan: true },
  )
  expect(data).toEqual({ ada: { givenName: 'Ada' }, bo: null })
  expect(extensions).toMatchObject({ plan: { price: 2, maxPrice: 2 } })
})

test('a dearer one is refused before any call, with its price, the limit and what to do', async () => {
  crm.calls.length = 0
  await expect(gateway.run(`{ ${['ada', 'bo', 'cy'].map(byKey).join(' ')} }`)).rejects.toMatchObject({
    code: 'BAD_USER_INPUT',
    message: expect.stringMatching(/may come to 3 .*price.*2 is the limit.*shorter lists/),
  })
  expect(crm.calls).toEqual([])
})
