import { createMemorySystem } from '../../support/memory-datasource.ts'
import { createMemoryGateway, type MemoryGateway } from '../../support/memory-gateway.ts'

const crm = createMemorySystem('CRM', [{ entity: 'Customer', fields: ['givenName'], keys: [], rows: [] }])
const query = 'query ($order: CustomerOrder) { customers(orderBy: $order) { edges { cursor } } }'
const variables = { order: { feld: 'FAMILY_NAME', field: 'FAMILYNAME', direction: 'ASC' } }

let gateway: MemoryGateway
beforeAll(async () => (gateway = await createMemoryGateway(new Map([['CRM', crm.datasource]]))))
afterAll(() => gateway.close())

test.each([
  [true, 'are suggested to a caller who may explore the schema'],
  [false, 'are not suggested to any other'],
])('with seesSchema %s names in variables %s', async (seesSchema) => {
  const { errors = [] } = await gateway.run(query, variables, { seesSchema })
  expect(errors).toHaveLength(2)
  for (const { message } of errors) expect(message.includes('Did you mean')).toBe(seesSchema)
})
