import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from 'graphql-sse'
import type { CarefulClient } from '../support/kill-harness/careful-client.ts'
import { openHarness, type Harness } from '../support/kill-harness/open-harness.ts'
import { describeNeeding, needsVariables } from '../support/needs.ts'
import { reportFigure } from '../support/report-figure.ts'
import { createScratchDatabase, type ScratchDatabase } from './scratch-databases.ts'

describeNeeding(needsVariables('POSTGRES_URL'), 'two replicas, as their callers see them', () => {
  let database: ScratchDatabase
  let harness: Harness
  let other: Awaited<ReturnType<Harness['startReplica']>>
  let customer: string
  /** Of the customer in the CRS. */
  let profile: string

  beforeAll(async () => {
    database = await createScratchDatabase(process.env.POSTGRES_URL ?? '', 'shared')
    harness = await openHarness({ environment: { HEADWATER_STORE_URL: database.url } })
    await harness.gateway.start()
    other = await harness.startReplica()
    const { data } = await harness.client.ask(
      '{ customer(email: "clara.winterfeld@example.com") { id vipLevel } }',
    )
    customer = (data?.customer as { id: string }).id
    const [link] = await database.query(
      "select external_id from headwater.link where id = $1 and system = 'CRS'",
      [customer],
    )
    profile = String(link?.external_id)
  }, 120_000)
  afterAll(async () => {
    await other.gateway.stop()
    await harness.close()
    await database.drop()
  })

  /** The connections on which somebody waits for notifications. */
  const cutListeners = () =>
    database.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
       and (query like 'listen %' or query like 'select pg_notify(%')`,
    )

  /** Cuts them again and again until `isOver`, so that nobody is told anything meanwhile. */
  async function deafen(isOver: () => Promise<boolean>): Promise<void> {
    while (!(await isOver())) {
      await cutListeners()
      await sleep(20)
    }
  }

  test('a write that one settles reaches who follows it at the other, also when that one heard nothing of it', async () => {
    const { client, simulators } = harness
    // Long enough for a follower to come; the one that was asked has it in hand until then.
    await simulators.fault('hubspot', { operation: 'updateContact', kind: 'latency', value: 3_000, count: 1 })
    const answered = client.ask(
      'mutation ($id: ID!) { updateCustomer(id: $id, input: { company: "Followed" }) { writeId } }',
      { id: customer },
      'sales',
    )
    const stateOf = async () => {
      const [step] = await database.query(
        "select write_id, state from headwater.write_step where system = 'CRM'",
      )
      return step as { write_id: string; state: string } | undefined
    }
    while ((await stateOf())?.state !== 'RUNNING') await sleep(20)
    const statuses: string[] = []
    const following = follow(other.gateway.url, (await stateOf())?.write_id ?? '', statuses)
    while (statuses.length === 0) await sleep(10)
    expect(statuses).not.toContain('APPLIED')

    await deafen(async () => (await stateOf())?.state === 'APPLIED')
    const settledAt = performance.now()
    expect(statuses).not.toContain('APPLIED')
    await following
    const tookMs = performance.now() - settledAt
    expect(statuses.at(-1)).toBe('APPLIED')
    expect((await answered).errors).toBeUndefined()
    reportFigure(
      `a write settled while the other replica was deaf reached its follower ${Math.round(tookMs)} ms later`,
    )
    // It looks every 30 s in any case: that is not what told it.
    expect(tookMs).toBeLessThan(20_000)
  }, 90_000)

  test('what a person decides of a link at one is so at the other, also when that one heard nothing of it', async () => {
    const { client } = harness
    const linked = async (asked: Pick<CarefulClient, 'ask'>): Promise<boolean> => {
      const { data } = await asked.ask(
        'query ($id: ID!) { customer(id: $id) { sources { system state } } }',
        { id: customer },
      )
      const { sources } = data?.customer as { sources: { system: string; state: string }[] }
      return sources.some(({ system, state }) => system === 'CRS' && state === 'LINKED')
    }
    for (const asked of [client, other.client]) {
      await asked.ask('query ($id: ID!) { customer(id: $id) { vipLevel } }', { id: customer })
      expect(await linked(asked)).toBe(true)
    }
    const decide = async (mutation: string) => {
      const { errors } = await client.ask(mutation, { id: customer }, 'operator')
      expect(errors).toBeUndefined()
      return performance.now()
    }
    const untilOther = async (isLinked: boolean, decidedAt: number) => {
      while ((await linked(other.client)) !== isLinked) await sleep(20)
      const tookMs = Math.round(performance.now() - decidedAt)
      reportFigure(`a record was ${isLinked ? '' : 'un'}linked at the other replica ${tookMs} ms later`)
      // Deaf for longer, it would read what it remembers anew after 30 s.
      expect(tookMs).toBeLessThan(20_000)
    }
    const unlinkedAt = await decide(
      'mutation ($id: ID!) { unlinkRecord(entity: "Customer", id: $id, system: CRS) { __typename } }',
    )
    expect(await linked(client)).toBe(false)
    await untilOther(false, unlinkedAt)

    let linkedAt = 0
    const deciding = decide(
      `mutation ($id: ID!) { linkRecord(entity: "Customer", id: $id, system: CRS, externalId: "${profile}") { __typename } }`,
    ).then((at) => (linkedAt = at))
    await deafen(async () => linkedAt > 0)
    await deciding
    await untilOther(true, linkedAt)
  }, 60_000)
})

/** Pushes what each event says of the CRM, until the last. */
async function follow(url: string, id: string, statuses: string[]): Promise<void> {
  interface Changed {
    writeChanged: { receipts: { system: string; status: string }[] } | null
  }
  const client = createClient({ url, headers: { 'x-api-key': 'sandbox-sales' } })
  const query = 'subscription ($id: ID!) { writeChanged(id: $id) { receipts { system status } } }'
  for await (const { data } of client.iterate<Changed>({ query, variables: { id } }))
    for (const { system, status } of data?.writeChanged?.receipts ?? [])
      if (system === 'CRM') statuses.push(status)
}
