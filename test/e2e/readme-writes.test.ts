import { readFileSync } from 'node:fs'
import { startSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.ts'
import { root } from './run-headwater.ts'

const readme = readFileSync(`${root}README.md`, 'utf8')
const section = /^## Changing\n(.*?)^## /ms.exec(readme)?.[1] ?? ''
const blocksOf = (language: string) =>
  [...section.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, text]) => text!)
const examples = blocksOf('graphql').map((document, index) => ({
  document,
  reply: JSON.parse(blocksOf('json')[index] ?? 'null') as { data: { updateCustomer: Payload } },
}))
interface Payload {
  writeId?: string
  receipts: { system: string; status: string }[]
}

let gateway: SandboxGateway
beforeAll(async () => {
  gateway = await startSandboxGateway()
  await gateway.query('{ customer(email: "clara.winterfeld@example.com") { id } }')
}, 60_000)
afterAll(() => gateway.close())

/** Copies may be done by then, or be on their way: either is right. */
const settled = ({ updateCustomer }: { updateCustomer: Payload }) => ({
  ...updateCustomer,
  ...(updateCustomer.writeId !== undefined && { writeId: 'W' }),
  receipts: updateCustomer.receipts.map((receipt) => ({
    ...receipt,
    ...(receipt.system !== 'CRM' && { status: 'QUEUED' }),
  })),
})

test('the mutations of the README are answered as it says', async () => {
  expect(examples.length).toBeGreaterThan(1)
  for (const { document, reply } of examples) {
    const { data, errors } = await gateway.query<{ updateCustomer: Payload }>(document, {}, 'sandbox-support')
    expect(errors).toBeUndefined()
    expect(settled(data!)).toEqual(settled(reply.data))
  }
}, 60_000)

test('and, with the same key again, by the first one’s receipts; with other input, not at all', async () => {
  const [{ document } = { document: '' }] = examples
  const ask = (text: string) => gateway.query<{ updateCustomer: Payload }>(text, {}, 'sandbox-support')
  const [first, again] = [await ask(document), await ask(document)]
  expect(again.data?.updateCustomer.writeId).toBe(first.data?.updateCustomer.writeId)
  const other = await ask(document.replace('5550199', '5550200'))
  expect(other.errors?.map(({ extensions }) => extensions.code)).toEqual(['IDEMPOTENCY_MISMATCH'])
})
