import type { Simulator } from '../../../../sandbox/kit/simulator.ts'
import { openHubspot } from './open-hubspot.ts'
import { testCall } from '../../../support/simulated-datasource.ts'

/** One operation answers otherwise. */
const answering =
  (name: string, status: number, category = 'VALIDATION_ERROR') =>
  (simulator: Simulator): Simulator => ({
    ...simulator,
    operations: simulator.operations.map((operation) =>
      operation.name === name ? { ...operation, handle: () => ({ status, body: { category } }) } : operation,
    ),
  })

async function inspect(...given: Parameters<typeof openHubspot>) {
  const opened = await openHubspot(...given)
  try {
    const kinds = await opened.datasource.inspect?.(testCall)
    return { kinds, requests: await opened.requests() }
  } finally {
    await opened.close()
  }
}

test('two calls tell what contacts are made of, and what the token may do', async () => {
  const { kinds, requests } = await inspect()
  expect(kinds).toMatchObject([{ kind: 'Customer', findings: [] }])
  expect(kinds?.[0]?.access).toMatchObject({ read: { isGranted: true }, patch: { isGranted: true } })
  expect(requests).toEqual({ listProperties: 1, describeToken: 1 })
})

test('so they do under the dated paths', async () => {
  const { kinds } = await inspect({ pathPrefix: '/crm/objects/2026-03' })
  expect(kinds).toMatchObject([{ findings: [] }])
})

test('a token of another kind leaves its rights untold, and nothing wrong', async () => {
  const { kinds } = await inspect({}, answering('describeToken', 400))
  expect(kinds?.[0]?.findings).toEqual([])
  expect(Object.keys(kinds?.[0]?.access ?? {})).toEqual(['describe'])
})

test('a company’s property that does not exist is a warning, for nothing else needs it', async () => {
  const properties = { utmSource: 'first_touch' }
  const { kinds } = await inspect({ properties })
  expect(kinds?.[0]?.findings).toEqual([
    expect.objectContaining({
      level: 'WARN',
      where: 'CRM.properties.first_touch → Customer.campaign',
      what: 'not there',
    }),
  ])
})

test('a token that is refused is the sign-in’s failure', async () => {
  await expect(inspect({}, answering('listProperties', 401))).rejects.toMatchObject({ failure: 'AUTH' })
})
