import { setTimeout as delay } from 'node:timers/promises'
import { createClient as createSocketClient, type Client } from 'graphql-ws'
import { createClient as createEventClient } from 'graphql-sse'
import { WebSocket } from 'ws'
import { startSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.ts'

interface Receipt {
  system: string
  operation: string
  status: string
}
interface Changed {
  writeChanged: { id: string; receipts: Receipt[] } | null
}

const query =
  'subscription Follow($id: ID!) { writeChanged(id: $id) { id receipts { system operation status } } }'

let gateway: SandboxGateway
let customerId: string
const clients: Client[] = []
beforeAll(async () => {
  gateway = await startSandboxGateway()
  const { data } = await gateway.query<{ customer: { id: string } }>(
    '{ customer(email: "clara.winterfeld@example.com") { id } }',
  )
  customerId = data?.customer.id ?? ''
}, 60_000)
afterAll(async () => {
  for (const client of clients) await client.dispose()
  await gateway.close()
})

function overSocket(key: string, id: string): AsyncIterable<Changed | null | undefined> {
  const client = createSocketClient({
    url: gateway.url.replace('http', 'ws'),
    webSocketImpl: WebSocket,
    connectionParams: { 'x-api-key': key },
  })
  clients.push(client)
  return dataOf(client.iterate<Changed>({ query, variables: { id } }))
}

function overEvents(key: string, id: string): AsyncIterable<Changed | null | undefined> {
  const client = createEventClient({ url: gateway.url, headers: { 'x-api-key': key } })
  return dataOf(client.iterate<Changed>({ query, variables: { id } }))
}

async function* dataOf(results: AsyncIterable<{ data?: Changed | null }>) {
  for await (const { data } of results) yield data
}

/** What each event says of the CRM. */
async function statusesAtCrm(events: AsyncIterable<Changed | null | undefined>, seen: string[] = []) {
  for await (const data of events)
    for (const { system, status } of data?.writeChanged?.receipts ?? [])
      if (system === 'CRM') seen.push(status)
  return seen
}

async function changeCustomer(givenName: string): Promise<{ id: string; receipts: Receipt[] }> {
  const reply = await gateway.query<{ updateCustomer: { writeId: string; receipts: Receipt[] } }>(
    'mutation($id: ID!, $name: String) { updateCustomer(id: $id, input: { givenName: $name }) { writeId receipts { system operation status } } }',
    { id: customerId, name: givenName },
    'sandbox-sales',
  )
  if (!reply.data?.updateCustomer) throw new Error(JSON.stringify(reply))
  const { writeId: id, receipts } = reply.data.updateCustomer
  return { id, receipts }
}

test('a write that waits for its system is followed over both transports until it is applied', async () => {
  await changeCustomer('Clara')
  await gateway.stop('hubspot')
  const { id, receipts } = await changeCustomer('Klara')
  expect(receipts).toContainEqual(expect.objectContaining({ system: 'CRM', status: 'QUEUED' }))
  const [socket, events]: [string[], string[]] = [[], []]
  const followed = [
    statusesAtCrm(overSocket('sandbox-sales', id), socket),
    statusesAtCrm(overEvents('sandbox-support', id), events),
  ]
  while (socket.length === 0 || events.length === 0) await delay(20)
  await gateway.resume('hubspot')
  for (const seen of await Promise.all(followed)) {
    expect(seen[0]).toBe('QUEUED')
    expect(seen.at(-1)).toBe('APPLIED')
  }
}, 60_000)

test('what is settled already is one event, and another’s write looks like one that is not there', async () => {
  const { id } = await changeCustomer('Clara')
  for (const follow of [overSocket, overEvents]) {
    expect((await statusesAtCrm(follow('sandbox-sales', id))).at(-1)).toBe('APPLIED')
    const seen: unknown[] = []
    for await (const data of follow('sandbox-finance', id)) seen.push(data)
    for await (const data of follow('sandbox-finance', 'no-such-write')) seen.push(data)
    expect(seen).toEqual([{ writeChanged: null }, { writeChanged: null }])
  }
}, 30_000)

test('subscriptions are logged and counted as they end', () => {
  const lines = gateway
    .log()
    .split('\n')
    .filter((line) => line.includes('"msg":"subscription"'))
    .map((line) => JSON.parse(line) as { transport: string; operation: string; principal: string })
  expect(new Set(lines.map(({ transport }) => transport))).toEqual(new Set(['ws', 'sse']))
  expect(lines.every(({ operation }) => operation === 'Follow')).toBe(true)
})
