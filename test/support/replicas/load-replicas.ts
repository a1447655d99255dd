import { isDeepStrictEqual } from 'node:util'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer, CarefulClient, GraphqlReply } from '../kill-harness/careful-client.ts'
import { planMixedWrites, type MixedWrite } from '../kill-harness/mixed-writes.ts'

/** What clients of several replicas saw. */
export interface Seen {
  reads: number
  /** Answers to a read that were whole and not what is so, each with what was asked. */
  wrong: string[]
  /** Requests that came to no whole answer, and why: their clients asked again. */
  failed: string[]
  /** The writes that were begun, in the order of their lanes, and what they were answered. */
  sent: MixedWrite[][]
  answers: Map<string, Answer>
}

export interface Load {
  /** How many have asked for something that is not answered yet. */
  underWay(): number
  /** Ends when what was begun has come to something. */
  stop(): Promise<Seen>
}

/** Records that no write of the load is about: what is read of them stays the same. */
const questions = [
  '{ customer(email: "clara.winterfeld@example.com") { id givenName vipLevel loyaltyPoints creditLimit { amount } } }',
  '{ customers(first: 5) { edges { node { id familyName email balanceDue { amount } segment } } } }',
  '{ availability(property: "HWBER", arrival: "2026-12-01", departure: "2026-12-03", adults: 2) { roomType } }',
]
const readers = 4
const pauseMs = 15

/** Readers, and lanes of writes, at once and without end. A write carries its key; a read carries none. */
export async function loadReplicas(client: CarefulClient, lanes: number): Promise<Load> {
  const planned = await planMixedWrites(client, { count: 2_000 * lanes, lanes })
  const known = new Map<string, unknown>()
  for (const question of questions) {
    const { data, errors } = await client.ask(question)
    if (errors || !data) throw new Error(JSON.stringify(errors))
    known.set(question, data)
  }
  const seen: Seen = { reads: 0, wrong: [], failed: [], sent: planned.map(() => []), answers: new Map() }
  let underWay = 0
  const counted = async <Value>(work: Promise<Value>): Promise<Value> => {
    underWay++
    try {
      return await work
    } finally {
      underWay--
    }
  }
  let isOver = false
  const hasEnded = () => isOver

  const read = async (question: string): Promise<void> => {
    const reply = await counted(client.ask(question)).catch((error: unknown) => describe(error))
    seen.reads++
    if (typeof reply === 'string') seen.failed.push(reply)
    else if (reply.errors || !reply.data) seen.failed.push(codesOf(reply))
    else if (!isDeepStrictEqual(reply.data, known.get(question)))
      seen.wrong.push(`${question} ${JSON.stringify(reply.data)}`)
  }
  const reading = Array.from({ length: readers }, async (_, reader) => {
    for (let turn = reader; !hasEnded(); turn++) {
      await read(questions[turn % questions.length] ?? '')
      await sleep(pauseMs)
    }
  })
  const writing = planned.map(async (lane, index) => {
    for (const write of lane) {
      if (hasEnded()) return
      seen.sent[index]?.push(write)
      seen.answers.set(write.intent.key, await counted(client.send(write.intent)))
      await sleep(pauseMs)
    }
  })
  const all = Promise.all([...reading, ...writing])
  // Whoever stops it is told.
  all.catch(() => (isOver = true))
  return {
    underWay: () => underWay,
    async stop() {
      isOver = true
      await all
      return seen
    },
  }
}

function codesOf({ errors = [] }: GraphqlReply): string {
  return errors.map(({ extensions, message }) => `${extensions.code} ${message}`).join(', ') || 'no data'
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return [error.message, error.cause instanceof Error ? error.cause.message : ''].join(' ').trim()
}
