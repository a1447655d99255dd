import type { ServedSimulator } from '../../../support/serve-simulator.ts'
import { serveSimulator } from '../../../support/serve-simulator.ts'
import { createEchoSimulator } from './echo-simulator.ts'

let served: ServedSimulator
beforeEach(async () => {
  served = await serveSimulator({ simulator: createEchoSimulator() })
})
afterEach(() => served.close())

test('requests are counted by operation, refused ones too, control calls not', async () => {
  await served.call('PUT', '/things/a', { body: 'x' })
  await served.call('GET', '/things/a')
  await served.call('GET', '/things/b')
  await served.call('GET', '/nowhere')
  const counts = { total: 4, operations: { getThing: 2, putThing: 1, unknown: 1 } }
  expect((await served.call('GET', '/__sandbox/requests')).body).toEqual(counts)
  await served.call('DELETE', '/__sandbox/requests')
  expect((await served.call('GET', '/__sandbox/requests')).body).toEqual({ total: 0, operations: {} })
})

test('records are read back by type', async () => {
  await served.call('PUT', '/things/a%2Fb', { body: 'x' })
  const body = { type: 'things', total: 1, records: [{ id: 'a/b', value: 'x' }] }
  expect((await served.call('GET', '/__sandbox/records/things')).body).toEqual(body)
  const unknown = await served.call('GET', '/__sandbox/records/toString')
  expect(unknown).toMatchObject({ status: 404, body: { error: expect.stringContaining('things') as string } })
})

test('the overview lists what there is', async () => {
  expect((await served.call('GET', '/__sandbox')).body).toMatchObject({
    vendor: 'echo',
    operations: ['putThing', 'getThing', 'breakDown'],
    kinds: expect.arrayContaining(['latency', 'expireToken']) as string[],
    types: ['things'],
  })
})

test('an unknown path is the vendor’s 404, an unknown control route names the known ones', async () => {
  expect(await served.call('GET', '/nowhere')).toMatchObject({ status: 404, body: { echo: 'path' } })
  const control = await served.call('POST', '/__sandbox/reset')
  expect(control).toMatchObject({
    status: 404,
    body: { error: expect.stringContaining('/__sandbox/faults') as string },
  })
})

test('a malformed escape and a body above the limit do no harm', async () => {
  expect((await served.call('GET', '/things/%E0%A4%A')).status).toBe(404)
  expect((await served.call('PUT', '/things/a', { body: 'x'.repeat(10 * 1024 * 1024 + 1) })).status).toBe(413)
})

test('a bug of the simulator says that it is one', async () => {
  const error = jest.spyOn(process.stderr, 'write').mockImplementation(() => true)
  expect(await served.call('POST', '/break')).toMatchObject({
    status: 500,
    body: { error: expect.any(String) as string },
  })
  expect(error).toHaveBeenCalledTimes(1)
  error.mockRestore()
})

test('a vendor that takes references can be made to keep none, others say that they take none', async () => {
  expect(await served.call('PUT', '/__sandbox/references', { body: { kept: false } })).toMatchObject({
    status: 404,
    body: { error: expect.stringContaining('takes no references') as string },
  })
  const references = { isKept: true }
  const keeping = await serveSimulator({ simulator: { ...createEchoSimulator(), references } })
  expect((await keeping.call('PUT', '/__sandbox/references', { body: { kept: 'no' } })).status).toBe(400)
  await keeping.call('PUT', '/__sandbox/references', { body: { kept: false } })
  expect((await keeping.call('GET', '/__sandbox/references')).body).toEqual({ kept: false })
  expect(references).toEqual({ isKept: false })
  await keeping.close()
})
