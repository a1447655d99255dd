import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer, CarefulClient } from './careful-client.ts'
import type { MixedWrite } from './mixed-writes.ts'
import type { Harness } from './open-harness.ts'

export interface Written {
  /** By the key of the intent. */
  answers: ReadonlyMap<string, Answer>
  kills: number
}

/** Sends all lanes at once, and kills the gateway so often meanwhile, each time at a random moment of its share of the work. */
export async function killWhileWriting(
  { gateway, client }: Pick<Harness, 'gateway' | 'client'>,
  lanes: readonly (readonly MixedWrite[])[],
  kills: number,
): Promise<Written> {
  const answers = new Map<string, Answer>()
  const total = lanes.flat().length
  const failures: unknown[] = []
  const writing = lanes.map(async (lane) => {
    for (const { intent } of lane) {
      if (failures.length > 0) return
      answers.set(intent.key, await client.send(intent))
    }
  })
  for (const lane of writing) lane.catch((error: unknown) => failures.push(error))

  let killed = 0
  const share = total / kills
  for (let kill = 0; kill < kills; kill++) {
    // Within the share, so that there is something under way each time.
    const at = Math.floor((kill + 0.8 * Math.random()) * share)
    while (answers.size < at && failures.length === 0) await sleep(5)
    if (failures.length > 0) break
    await sleep(Math.random() * 100)
    await gateway.kill()
    killed += 1
    await gateway.start()
  }
  await Promise.all(writing)
  return { answers, kills: killed }
}

/** ms until nothing waits any more. @throws Error when it takes longer than `limitMs` */
export async function drain(client: Pick<CarefulClient, 'ask'>, limitMs: number): Promise<number> {
  const since = performance.now()
  for (;;) {
    // All of them would keep the gateway from its work.
    const open = await listWrites(client, ['QUEUED'], 1)
    if (open.length === 0) return performance.now() - since
    if (performance.now() - since > limitMs) {
      const left = await listWrites(client, ['QUEUED'])
      // What comes after one that a person has to look at waits with it.
      const held = await listWrites(client, ['NEEDS_REVIEW'])
      throw new Error(
        `${left.length} still queued, e.g. ${JSON.stringify(left.slice(0, 5))}; to be reviewed: ${JSON.stringify(held)}`,
      )
    }
    await sleep(250)
  }
}

export interface ListedWrite extends Answer {
  id: string
  mutation: string
}

/** All writes that have a receipt like this, or the latest of them. */
export async function listWrites(
  client: Pick<CarefulClient, 'ask'>,
  status: readonly string[],
  latest = Infinity,
): Promise<ListedWrite[]> {
  interface Page {
    edges: { node: ListedWrite }[]
    pageInfo: { hasNextPage: boolean; endCursor: string | null }
  }
  const listed: ListedWrite[] = []
  let after: string | null = null
  for (;;) {
    const { data, errors } = await client.ask(
      `query ($status: [ReceiptStatus!], $after: String, $first: Int!) { writes(first: $first, after: $after, filter: { status: $status }) {
        edges { node { id mutation receipts { system operation status attempts reason { code message } } } }
        pageInfo { hasNextPage endCursor } } }`,
      { status, after, first: Math.min(100, latest) },
      'operator',
    )
    if (!data?.writes) throw new Error(JSON.stringify(errors))
    const { edges, pageInfo } = data.writes as Page
    listed.push(...edges.map(({ node }) => ({ ...node, writeId: node.id })))
    if (!pageInfo.hasNextPage || listed.length >= latest) return listed
    after = pageInfo.endCursor
  }
}
