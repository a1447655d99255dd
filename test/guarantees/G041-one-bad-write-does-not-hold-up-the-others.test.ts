import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { root } from '../e2e/run-headwater.ts'
import { receiptFields, type CarefulClient, type Intent } from '../support/kill-harness/careful-client.ts'
import { accountFor, readUpstream } from '../support/kill-harness/count-effects.ts'
import { drain, listWrites } from '../support/kill-harness/kill-while-writing.ts'
import { planMixedWrites, type MixedWrite } from '../support/kill-harness/mixed-writes.ts'
import { openHarness, type Harness } from '../support/kill-harness/open-harness.ts'
import { reportFigure } from '../support/report-figure.ts'

// G041: one write at which the process ends each time is set aside for a person after three ends, and the other 999 take at
// most twice the usual time; a record that fails for long slows down no other, and its own later writes wait in order.
// A tenth unless HEADWATER_FULL=1; how long it takes is looked at in full only, for starts are most of it otherwise.
const full = process.env.HEADWATER_FULL === '1'
const count = full ? 1_000 : 100
const lanes = 8

let harness: Harness
beforeAll(async () => {
  const config = join(root, 'test/support/kill-harness/poison.config.ts')
  harness = await openHarness({ args: ['--config', config] })
  await harness.gateway.start()
})
afterAll(() => harness.close())

/** As many a second as people make, at most. */
const perSecond = 20

/** ms that it takes to send all, and of each that was answered. */
async function sendAll(client: CarefulClient, planned: readonly (readonly MixedWrite[])[]) {
  const each: number[] = []
  const since = performance.now()
  await Promise.all(
    planned.map(async (lane) => {
      for (const [turn, { intent }] of lane.entries()) {
        await sleep(Math.max(0, since + (turn * lanes * 1_000) / perSecond - performance.now()))
        const sentAt = performance.now()
        await client.send(intent)
        each.push(performance.now() - sentAt)
      }
    }),
  )
  return {
    allMs: performance.now() - since,
    medianMs: each.toSorted((one, other) => one - other)[each.length >> 1] ?? 0,
  }
}

/** Of a customer that is none of the lanes'. */
async function reviseCustomer(client: CarefulClient, contactId: string, company: string): Promise<Intent> {
  const { data } = await client.ask(`{ customerByExternalId(system: CRM, id: "${contactId}") { id } }`)
  const { id } = data!.customerByExternalId as { id: string }
  const document = `mutation ($id: ID!, $company: String!) { updateCustomer(id: $id, input: { company: $company }) { ${receiptFields} } }`
  return { key: company.replaceAll(' ', '-'), role: 'sales', document, variables: { id, company } }
}

test(
  'a poison is set aside after three crashes, and every other write takes effect once',
  async () => {
    const { client, gateway, simulators } = harness
    const usual = await planMixedWrites(client, { count, lanes })
    const beside = await planMixedWrites(client, { count, lanes, first: count })
    const usualMs = (await sendAll(client, usual)).allMs
    const poison = await reviseCustomer(client, '401003', 'poison')

    let crashes = 0
    const supervised = new AbortController()
    const supervising = (async () => {
      for (;;) {
        await Promise.race([
          gateway.ended(),
          new Promise((resolve) => supervised.signal.addEventListener('abort', resolve)),
        ])
        if (supervised.signal.aborted) return
        crashes += 1
        await gateway.start().catch(() => undefined) // it ended before it was ready
      }
    })()
    const [{ allMs }, answer] = await Promise.all([
      sendAll(client, beside),
      sleep(usualMs * 0.2 * Math.random()).then(() => client.send(poison)),
    ])
    // It may have been answered as queued, while it was still to be tried.
    const setAside = () => listWrites(client, ['NEEDS_REVIEW']).catch(() => [])
    while ((await setAside()).length === 0) await sleep(100)
    supervised.abort()
    await supervising
    await drain(client, 60_000)

    reportFigure(
      `G041: ${count} writes in ${(usualMs / 1_000).toFixed(1)} s, beside a poison in ${(allMs / 1_000).toFixed(1)} s; ${crashes} crashes`,
    )
    expect(crashes).toBe(3)
    expect(await listWrites(client, ['NEEDS_REVIEW'])).toMatchObject([
      { writeId: answer.writeId, receipts: [{ status: 'NEEDS_REVIEW', reason: { code: 'CRASHED' } }] },
    ])
    const all = usual.map((lane, index) => [...lane, ...beside[index]!])
    expect(accountFor(await readUpstream(simulators), all)).toEqual({
      lost: [],
      duplicated: [],
      outOfOrder: [],
    })
    if (full) expect(allMs).toBeLessThanOrEqual(2 * usualMs)
  },
  full ? 1_200_000 : 240_000,
)

test(
  'while one record fails others are as fast as before, and its own writes wait in order',
  async () => {
    const { client, simulators } = harness
    const options = { count, lanes, kinds: ['order', 'stock', 'customer', 'revision'] as const }
    const before = await planMixedWrites(client, { ...options, first: 2 * count })
    const during = await planMixedWrites(client, { ...options, first: 3 * count })
    const after = await planMixedWrites(client, { ...options, first: 4 * count })
    const usual = await sendAll(client, before)

    await simulators.fault('hubspot', {
      operation: 'updateContact',
      kind: 'status',
      value: 503,
      path: '/401001',
    })
    const revise = async (revision: number) =>
      client.send(await reviseCustomer(client, '401001', `Late ${revision}`))
    const first = revise(0)
    while ((await listWrites(client, ['QUEUED'])).length === 0) await sleep(20)
    const later = []
    for (let revision = 1; revision < 10; revision++) later.push(await revise(revision))
    const meanwhile = await sendAll(client, during)
    const made = async () =>
      (await readUpstream(simulators)).changes
        .filter(({ contactId }) => contactId === '401001')
        .flatMap(({ properties: { company } }) => company ?? [])

    expect(later.map(({ receipts }) => receipts[0]?.status)).toEqual(
      Array.from({ length: 9 }, () => 'QUEUED'),
    )
    expect(await made()).toEqual([])
    await simulators.clearFaults()
    // It failed so often by now that it may wait for a person.
    const { writeId } = await first
    const retried = await client.ask(
      'mutation ($id: ID!) { retryWrite(id: $id) { write { id } } }',
      { id: writeId },
      'operator',
    )
    expect(retried.errors).toBeUndefined()
    await drain(client, 60_000)
    expect(await made()).toEqual(Array.from({ length: 10 }, (_, revision) => `Late ${revision}`))

    // Others use the machine, for a while or all the time: so before it and after it.
    const again = await sendAll(client, after)
    const usualMs = [usual.medianMs, again.medianMs]
    reportFigure(
      `G041: median of a write ${usualMs.map((ms) => ms.toFixed(0)).join(' and ')} ms, while one record fails ${meanwhile.medianMs.toFixed(0)} ms`,
    )
    expect(meanwhile.medianMs).toBeLessThanOrEqual(2 * Math.max(...usualMs) + 20)
  },
  full ? 1_200_000 : 240_000,
)
