import { connect } from 'node:net'
import { once } from 'node:events'
import { createMetricsServer } from '../../../src/http/metrics-server.ts'
import { StartRefusedError } from '../../../src/errors/start-problem.ts'

const metrics = {
  text: async () => 'headwater_store_up 1\n',
  contentType: 'text/plain; version=0.0.4; charset=utf-8',
}
const servers: ReturnType<typeof createMetricsServer>[] = []
afterAll(() => Promise.all(servers.map((server) => server.close())))

async function serve(given = metrics) {
  const server = createMetricsServer({ metrics: given })
  servers.push(server)
  const port = await server.listen(0, '127.0.0.1')
  return { server, port, url: `http://127.0.0.1:${port}` }
}

test('GET /metrics answers in the format that Prometheus reads', async () => {
  const { url } = await serve()
  const reply = await fetch(`${url}/metrics`)
  expect(reply.status).toBe(200)
  expect(reply.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  expect(await reply.text()).toBe('headwater_store_up 1\n')
})

test.each([
  ['GET', '/'],
  ['GET', '/metrics/'],
  ['GET', '/graphql'],
  ['POST', '/metrics'],
])('%s %s is 404: nothing else is there', async (method, path) => {
  const { url } = await serve()
  const reply = await fetch(url + path, { method })
  expect(reply.status).toBe(404)
  expect(await reply.text()).not.toContain('headwater_')
})

test('metrics that cannot be read are a 500 without the reason', async () => {
  const { url } = await serve({ ...metrics, text: () => Promise.reject(new Error('inside story')) })
  const reply = await fetch(`${url}/metrics`)
  expect(reply.status).toBe(500)
  expect(await reply.text()).not.toContain('inside story')
})

test('a port in use refuses the start in one line that names METRICS_PORT', async () => {
  const { port } = await serve()
  const second = createMetricsServer({ metrics })
  servers.push(second)
  const refusal = await second.listen(port, '127.0.0.1').catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(StartRefusedError)
  expect((refusal as Error).message).toBe(
    `Port ${port} is in use. Stop what uses it, or set METRICS_PORT to another.`,
  )
})

test('closes at once, whatever connections are open, and also when it never listened', async () => {
  const { server, port } = await serve()
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  const closed = once(socket, 'close')
  await server.close()
  await closed
  await expect(fetch(`http://127.0.0.1:${port}/metrics`)).rejects.toThrow()
  await createMetricsServer({ metrics }).close()
})
