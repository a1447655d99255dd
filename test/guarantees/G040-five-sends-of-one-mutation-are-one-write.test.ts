import { createCarefulClient, type Answer, type Intent } from '../support/kill-harness/careful-client.ts'
import { accountFor, readUpstream } from '../support/kill-harness/count-effects.ts'
import { drain, listWrites } from '../support/kill-harness/kill-while-writing.ts'
import { planMixedWrites } from '../support/kill-harness/mixed-writes.ts'
import { reportFigure } from '../support/report-figure.ts'
import { startSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.ts'

// G040: 1,000 mutations, each sent five times under its key, three times at once and twice later: 1,000 effects, and 5,000
// replies that carry the write of their mutation and its receipts. A tenth unless HEADWATER_FULL=1.
const full = process.env.HEADWATER_FULL === '1'
const count = full ? 1_000 : 100

let gateway: SandboxGateway
beforeAll(async () => {
  // What may not wait fails where a busy machine takes longer than that.
  gateway = await startSandboxGateway({ writePatience: { callMs: 30_000, inlineMs: 30_000 } })
})
afterAll(() => gateway.close())

test(
  'each mutation has one effect, and each of its replies the same write',
  async () => {
    const client = createCarefulClient(gateway.url)
    const lanes = await planMixedWrites(client, { count, lanes: 8 })
    const answers = new Map<string, Answer[]>()
    const sendOnce = async (intent: Intent) => {
      const answer = await client.repeat(intent)
      answers.set(intent.key, [...(answers.get(intent.key) ?? []), answer])
    }
    const inLanes = (send: (intent: Intent) => Promise<unknown>) =>
      Promise.all(
        lanes.map(async (lane) => {
          for (const { intent } of lane) await send(intent)
        }),
      )
    await inLanes((intent) => Promise.all([1, 2, 3].map(() => sendOnce(intent))))
    await inLanes(sendOnce)
    await inLanes(sendOnce)

    const all = [...answers.values()]
    const replies = all.flat()
    reportFigure(`G040: ${all.length} mutations, ${replies.length} replies`)
    expect(replies).toHaveLength(5 * count)
    expect(all.filter((same) => new Set(same.map(({ writeId }) => writeId)).size > 1)).toEqual([])
    expect(new Set(replies.map(({ writeId }) => writeId)).size).toBe(count)
    // Copies may still be on their way.
    await drain(client, 60_000)
    expect(await listWrites(client, ['FAILED', 'REJECTED', 'NEEDS_REVIEW'])).toEqual([])
    expect(accountFor(await readUpstream(gateway), lanes)).toEqual({
      lost: [],
      duplicated: [],
      outOfOrder: [],
    })
  },
  full ? 900_000 : 240_000,
)
