import { once } from 'node:events'
import { createServer, type RequestListener, type ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { cast } from '../../sandbox/world/cast.ts'
import { startSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.ts'
import { withNulls } from '../support/with-nulls.ts'
import { wholeCustomerByEmail, wholeCustomerById } from './customer-page.ts'

// G025: an upstream that answers with nonsense takes nothing but its own fields: every query is answered, other systems'
// fields are right, its own null with a code; nothing of the nonsense is shown, logged or kept; the process is unharmed.

// The figure is 100 calls a kind; a tenth unless HEADWATER_FULL=1.
const isFull = process.env.HEADWATER_FULL === '1'
const calls = isFull ? 100 : 10
const marker = 'LEAK-7f3a'

let gateway: SandboxGateway
let id: string
let healthy: Record<string, unknown>
let rssBefore: number
/** What the CRM would have answered, as text with the marker in it. */
let plausible: string
let answer: RequestListener = (_request, response) => void response.end()
let asked = 0
const crm = createServer((request, response) => {
  asked += 1
  request.resume()
  answer(request, response)
})

beforeAll(async () => {
  gateway = await startSandboxGateway({
    // The circuit opens as it does, but not for so long.
    patience: { openMs: 300 },
    tamper(vendor, _operation, reply) {
      if (vendor === 'hubspot') plausible = JSON.stringify(reply.body)
      return reply
    },
  })
  const { email } = gateway.world.persons[cast.showcase - 1]!
  const { data } = await gateway.query<{ customer: { id: string; givenName: string } }>(
    wholeCustomerByEmail,
    { email },
  )
  id = data!.customer.id
  healthy = (await gateway.query(wholeCustomerById, { id })).data!
  const { givenName } = data!.customer
  expect(plausible).toContain(`"${givenName}"`)
  plausible = plausible.replaceAll(`"${givenName}"`, `"${marker}"`)
  await gateway.stop('hubspot')
  crm.listen(gateway.portOf('hubspot'), '127.0.0.1')
  await once(crm, 'listening')
  rssBefore = process.memoryUsage().rss
})
afterAll(async () => {
  crm.closeAllConnections()
  crm.close()
  await gateway.close()
})

type Headers = Record<string, string | number>
const replying = (body: () => string | Buffer, headers: Headers = {}): RequestListener => {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', ...headers })
    response.end(body())
  }
}

const filler = Buffer.from(`"${marker}",`.repeat(5_000))
/** As fast as they are taken, until they are not. */
function endless(response: ServerResponse, leftBytes: number): void {
  if (response.destroyed) return
  if (leftBytes <= 0) return void response.end('1]}')
  if (response.write(filler)) setImmediate(() => endless(response, leftBytes - filler.length))
  else response.once('drain', () => endless(response, leftBytes - filler.length))
}
/** 100 MB in 100 members, so that making it takes no memory that would be counted here. */
const bomb = Buffer.concat(Array.from({ length: 100 }, () => gzipSync(Buffer.alloc(1_000_000, marker))))

const understandNothing = /^UPSTREAM_(BAD_RESPONSE|SCHEMA_DRIFT)$/
const unavailable = /^UPSTREAM_UNAVAILABLE$/
const noProtocol = /^UPSTREAM_(BAD_RESPONSE|UNAVAILABLE)$/

/** Those that count as outages last: the circuit opens, and nobody asks for a while. */
const kinds: [name: string, answer: RequestListener, code: RegExp][] = [
  [
    'a page of HTML with status 200',
    replying(() => `<h1>${marker}</h1>`, { 'content-type': 'text/html' }),
    understandNothing,
  ],
  ['broken JSON', replying(() => `${plausible.slice(0, -1)},}`), understandNothing],
  ['JSON that ends in the middle', replying(() => plausible.slice(0, -20)), understandNothing],
  ['an empty body', replying(() => ''), understandNothing],
  ['another type at the top', replying(() => `["${marker}"]`), understandNothing],
  ['NaN', replying(() => plausible.replace('{', '{"total":NaN,')), understandNothing],
  [
    '50 MB',
    (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.write('{"results":[')
      endless(response, 50_000_000)
    },
    understandNothing,
  ],
  [
    '50 MB that it announces',
    (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 50_000_000 })
      endless(response, 50_000_000)
    },
    understandNothing,
  ],
  ['a gzip bomb', replying(() => bomb, { 'content-encoding': 'gzip' }), understandNothing],
  [
    'half of a surrogate pair, escaped',
    replying(() => plausible.replaceAll(marker, `${marker}\\ud800`)),
    understandNothing,
  ],
  [
    'half of a surrogate pair in bytes',
    replying(() => {
      const [before = '', ...after] = plausible.split(marker)
      return Buffer.concat([
        Buffer.from(before + marker),
        Buffer.from([0xed, 0xa0, 0x80]),
        Buffer.from(after.join(marker)),
      ])
    }),
    understandNothing,
  ],
  ['a key twice', replying(() => plausible.replace('{', '{"results":[],')), understandNothing],
  [
    '__proto__ as a key',
    replying(() => plausible.replace('{', `{"__proto__":{"leak":"${marker}"},`)),
    understandNothing,
  ],
  [
    'a reply in no protocol',
    (_request, response) => void response.socket?.end(`${marker}\r\n\r\n`),
    noProtocol,
  ],
  [
    'a body that is cut off',
    (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100_000 })
      response.write(plausible, () => response.destroy())
    },
    unavailable,
  ],
]

test.each(kinds)(
  '%s',
  async (_name, bad, code) => {
    answer = bad
    asked = 0
    // Goes on until the circuit that the kind before opened lets one through.
    for (let call = 0; call < calls || asked === 0; call++) {
      const { text } = await gateway.post(JSON.stringify({ query: wholeCustomerById, variables: { id } }))
      expect(text).not.toContain(marker)
      const { data, errors } = JSON.parse(text)
      expect(errors).toMatchObject([
        { extensions: { system: 'CRM', code: expect.stringMatching(code), paths: expect.any(Array) } },
      ])
      expect(data).toEqual(withNulls(healthy, errors[0].extensions.paths))
      expect(data.customer).toMatchObject({ givenName: null, email: null, address: null })
    }
    // Each time anew: what was bad is not remembered as an answer.
    if (code === understandNothing) expect(asked).toBeGreaterThanOrEqual(calls)
  },
  isFull ? 600_000 : 60_000,
)

test('nothing of it is logged, kept or grown', async () => {
  expect(gateway.log()).not.toContain(marker)
  expect({}).not.toHaveProperty('leak')
  expect(process.memoryUsage().rss - rssBefore).toBeLessThan(300_000_000)
})

test('the first good reply is right again', async () => {
  crm.closeAllConnections()
  crm.close()
  await once(crm, 'close')
  await gateway.resume('hubspot')
  const until = performance.now() + 10_000
  let reply = await gateway.query(wholeCustomerById, { id })
  while (reply.errors && performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 200))
    reply = await gateway.query(wholeCustomerById, { id })
  }
  expect(reply).toEqual({ status: 200, data: healthy })
})
