import { setTimeout as sleep } from 'node:timers/promises'

/** One mutation as a client means it, whatever happens on the way. */
export interface Intent {
  /** Of the sandbox key, e.g. `sales`. */
  role: string
  /** Of one mutation, which asks for `writeId` and `receipts`. */
  document: string
  variables: Record<string, unknown>
  /** Unique: it is also the Idempotency-Key. */
  key: string
  /** false: what it asks for does not wait for a system, so an answer that says QUEUED is followed to its end. */
  mayWait?: false
}

export interface Receipt {
  system: string
  operation: string
  status: string
  attempts: number
  reason: { code: string; message: string } | null
}

export interface Answer {
  writeId: string
  receipts: readonly Receipt[]
}

export interface GraphqlReply {
  data?: Record<string, unknown> | null
  errors?: { message: string; extensions: { code: string; retryable?: boolean; system?: string } }[]
}

/** What a mutation has to ask for. */
export const receiptFields = 'writeId receipts { system operation status attempts reason { code message } }'

export interface CarefulClient {
  /** Sends it until it is answered: a request whose answer is lost is repeated under its key. @throws Error as `send` */
  repeat(intent: Intent): Promise<Answer>
  /**
   * The same, until it has come to something: what was answered as not applied because of what passes is asked for again
   * under a new key, as a person would.
   *
   * @throws Error for a refusal that does not pass, and after two minutes
   */
  send(intent: Intent): Promise<Answer>
  /** One request, as it is answered. Rejects when it is not. */
  ask(
    document: string,
    variables?: Record<string, unknown>,
    role?: string,
    key?: string,
  ): Promise<GraphqlReply>
  /** Intents that had to be asked for again under a new key. */
  readonly askedAgain: readonly string[]
  /** Requests that were not answered. */
  readonly unanswered: number
}

/** Longer than all kills take together: what two of them have made suspect is taken up only when a process has lasted. */
const patienceMs = process.env.HEADWATER_FULL === '1' ? 900_000 : 120_000
const pauseMs = 100
/** Of a receipt that says FAILED: it certainly was not applied, and nobody refused it. */
const passing = new Set([
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_BAD_RESPONSE',
  'EXPIRED',
  'PRECEDING',
])

export function createCarefulClient(url: string): CarefulClient {
  const askedAgain: string[] = []
  const counts = { unanswered: 0 }

  const ask: CarefulClient['ask'] = async (document, variables = {}, role = 'developer', key) => {
    const reply = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-api-key': `sandbox-${role}`,
        ...(key !== undefined && { 'idempotency-key': key }),
      },
      body: JSON.stringify({ query: document, variables }),
      signal: AbortSignal.timeout(30_000),
    })
    const text = await reply.text()
    // A proxy's own page, where no replica has answered.
    if (!reply.headers.get('content-type')?.includes('json')) throw new Error(`HTTP ${reply.status}: ${text}`)
    return JSON.parse(text) as GraphqlReply
  }

  async function answerOf(
    { document, variables, role }: Intent,
    key: string,
    until: number,
  ): Promise<Answer> {
    let last: unknown
    while (performance.now() < until) {
      try {
        const { data, errors } = await ask(document, variables, role, key)
        const [answer] = Object.values(data ?? {})
        if (answer) return answer as Answer
        last = errors
        if (!errors?.every(({ extensions }) => extensions.retryable)) break
      } catch (error) {
        counts.unanswered += 1
        last = error
      }
      await sleep(pauseMs * (0.5 + Math.random()))
    }
    throw new Error(`${key} was not accepted: ${JSON.stringify(last)}`)
  }

  return {
    ask,
    askedAgain,
    get unanswered() {
      return counts.unanswered
    },
    repeat: (intent) => answerOf(intent, intent.key, performance.now() + patienceMs),
    async send(intent) {
      const until = performance.now() + patienceMs
      for (let turn = 1; ; turn++) {
        const key = turn === 1 ? intent.key : `${intent.key}-${turn}`
        let answer = await answerOf(intent, key, until)
        while (intent.mayWait === false && answer.receipts.some(({ status }) => status === 'QUEUED'))
          answer = await answerOf(intent, key, until)
        const failed = answer.receipts.filter(({ status }) => status === 'FAILED')
        if (!failed.some(({ reason }) => passing.has(reason?.code ?? ''))) return answer
        askedAgain.push(intent.key)
      }
    },
  }
}
