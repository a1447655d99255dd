import { pino } from 'pino'
import type { IssuerKeysEvent } from './token-event.ts'
import type { DenialEvent } from './denial-event.ts'
import type { StreamListener } from './stream-event.ts'
import type { StepEvent } from './write-event.ts'
import type { UpstreamEvent } from './upstream-event.ts'
import type { WorkerEvent } from './worker-event.ts'

/** One request, answered. */
export interface RequestEvent {
  requestId: string
  /** Who asked; null when no valid key came. */
  principal: string | null
  operation: string | null
  status: number
  durationMs: number
  /** It was a socket, or a stream of events. */
  isStream: boolean
  /** Codes of the errors in the reply, each once, with the system: `UPSTREAM_TIMEOUT CRM`. */
  errors: readonly string[]
}

/** A key that is new, or revoked now. */
export interface KeyChangeEvent {
  change: 'CREATED' | 'REVOKED'
  prefix: string
  name: string
  roles: readonly string[]
}

/**
 * Everything that the gateway logs, one method a kind of line. Only the fields named here are written, so that no
 * document, variable, header, record or upstream body can slip into a log.
 */
export interface Logger {
  request(event: RequestEvent): void
  /** One attempt at an upstream, or what became of its connection. */
  upstream(event: UpstreamEvent): void
  /** The keys of an issuer of tokens were read, or could not be. */
  issuerKeys(event: IssuerKeysEvent): void
  /** A key was created or revoked: never the key itself. */
  keyChange(event: KeyChangeEvent): void
  /** A system fails and older records are shown for it, or it answers again; at each change. */
  staleSystem(event: { system: string; isStale: boolean }): void
  /** Whether the Redis that limits and records are shared in answers, at each change. */
  redis(event: { isUp: boolean }): void
  /** Something was refused to a caller. */
  denied(event: DenialEvent): void
  /** A subscription ended; of other events nothing is written. */
  stream: StreamListener
  /** What became of one change at one system. */
  step(event: StepEvent): void
  /** One of several processes on one port listens, or has ended. */
  worker(event: WorkerEvent): void
  /** An error that clients see as INTERNAL with this id. */
  unknownError(event: { error: unknown; errorId: string; requestId: string | undefined }): void
  /** Something an operator should know that is no failure; said once. */
  warn(message: string): void
  /** Something that went wrong beside the answer of a request. */
  problem(message: string, error: unknown): void
}

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

export interface LoggerOptions {
  level: LogLevel
  /** Where the JSON lines go. */
  destination: { write(line: string): void }
  /** Number of this process, where several log to one place: in each line. */
  worker?: number
}

/** Most different warnings that are remembered as said. */
const maxRemembered = 1_000

export function createLogger({ level, destination, worker }: LoggerOptions): Logger {
  const base = worker === undefined ? null : { worker }
  const log = pino({ level, base, timestamp: createTimestamp() }, destination)
  const said = new Set<string>()

  return {
    request({ requestId, principal, operation, status, durationMs, errors }) {
      const fields = { requestId, principal, operation, status, durationMs: rounded(durationMs), errors }
      log.info(fields, 'request')
    },
    upstream(event) {
      const level = levelOf(event)
      if (!log.isLevelEnabled(level)) return
      const { text, fields } = describeUpstreamEvent(event)
      log[level]({ system: event.system, vendor: event.vendor, ...fields }, text)
    },
    issuerKeys(event) {
      const { issuer, outcome } = event
      if (outcome === 'OK') {
        log.info({ issuer, outcome, keys: event.keys }, 'issuer keys')
        return
      }
      const { problem, status, failuresInARow, usableUntil } = event
      const until = usableUntil === null ? null : new Date(usableUntil).toISOString()
      log.warn({ issuer, outcome, problem, status, failuresInARow, usableUntil: until }, 'issuer keys')
    },
    keyChange({ change, prefix, name, roles }) {
      log.info({ change, prefix, name, roles }, 'API key')
    },
    redis: ({ isUp }) =>
      isUp
        ? log.info('redis answers: limits and records are shared with other replicas')
        : log.warn('redis does not answer: each replica counts and keeps records for itself'),
    staleSystem: ({ system, isStale }) =>
      isStale
        ? log.warn({ system }, 'the system fails: what was read of it before is shown, as old as it may be')
        : log.info({ system }, 'the system answers again'),
    denied: ({ kind, requestId, principal, coordinate }) =>
      log.info({ kind, requestId, principal, coordinate }, 'denied'),
    stream(event) {
      if (event.type !== 'ENDED') return
      const { transport, requestId, principal, operation, events, durationMs, errors } = event
      const fields = {
        requestId,
        principal,
        operation,
        transport,
        events,
        durationMs: rounded(durationMs),
        errors,
      }
      log.info(fields, 'subscription')
    },
    step({ state, ageMs, ...fields }) {
      const level = needsPerson.has(state) ? 'error' : state === 'APPLIED' ? 'info' : 'warn'
      log[level]({ ...fields, state, ageMs: rounded(ageMs) }, 'write')
    },
    worker(event) {
      const { type, ...fields } = event
      if (type === 'LISTENING') log.info(fields, 'worker listens')
      else log.error(fields, 'worker ended')
    },
    unknownError({ error, errorId, requestId }) {
      log.error({ errorId, requestId, ...describeError(error) }, 'unknown error')
    },
    warn(message) {
      if (said.has(message)) return
      if (said.size < maxRemembered) said.add(message)
      log.warn(message)
    },
    problem: (message, error) => log.warn(describeError(error), message),
  }
}

/** The time of a line as ISO text. Of several lines in a millisecond it is written once. */
function createTimestamp(): () => string {
  let at = Number.NaN
  let text = ''
  return () => {
    const now = Date.now()
    if (now !== at) {
      at = now
      text = `,"time":"${new Date(now).toISOString()}"`
    }
    return text
  }
}

const needsPerson: ReadonlySet<string> = new Set(['DEAD', 'NEEDS_REVIEW'])

const isNoFault: ReadonlySet<string> = new Set(['OK', 'ABORTED', 'EXPIRED'])

/** How loudly an event is written. */
function levelOf(event: UpstreamEvent): 'info' | 'warn' | 'debug' {
  switch (event.type) {
    case 'CALL':
      return isNoFault.has(event.outcome) ? 'info' : 'warn'
    case 'RETRY':
      return 'info'
    case 'RATE_LIMIT':
      return event.outcome === 'WAITED' ? 'debug' : 'warn'
    case 'SIGN_IN':
      return event.outcome === 'OK' ? 'info' : 'warn'
    case 'BREAKER':
    case 'QUOTA_EXCEEDED':
    case 'DRIFT':
      return 'warn'
  }
}

/** Which fields of an event are written, and under which name. */
function describeUpstreamEvent(event: UpstreamEvent): { text: string; fields: Record<string, unknown> } {
  switch (event.type) {
    case 'CALL': {
      const { requestId, operation, outcome, status, upstreamRequestId } = event
      const durationMs = rounded(event.durationMs)
      const fields = { requestId, operation, outcome, status, upstreamRequestId, durationMs }
      return { text: 'upstream call', fields }
    }
    case 'RETRY': {
      const { requestId, operation, code } = event
      return { text: 'upstream call is repeated', fields: { requestId, operation, code } }
    }
    case 'BREAKER': {
      const { connection, state } = event
      return { text: 'circuit breaker', fields: { connection, state } }
    }
    case 'RATE_LIMIT': {
      const { operation, outcome, waitMs } = event
      return { text: 'rate limit', fields: { operation, outcome, waitMs: rounded(waitMs) } }
    }
    case 'QUOTA_EXCEEDED': {
      const { quota, pauseMs } = event
      return { text: 'upstream refuses calls for its rate limit', fields: { quota, pauseMs } }
    }
    case 'SIGN_IN': {
      const { outcome } = event
      const expiresAt = event.expiresAt === null ? null : new Date(event.expiresAt).toISOString()
      if (outcome === 'OK') return { text: 'sign-in', fields: { outcome, expiresAt } }
      const { code, failure, status, upstreamRequestId } = event
      return { text: 'sign-in', fields: { outcome, code, failure, status, upstreamRequestId, expiresAt } }
    }
    case 'DRIFT': {
      const { entity, field, path, problem } = event
      return { text: 'schema drift', fields: { field: `${entity}.${field}`, path, problem } }
    }
  }
}

/**
 * What helps to find a bug and cannot carry data: the error's kind and where it was thrown. Its message is left out,
 * for libraries quote rows, bodies and addresses in theirs; HEADWATER_DEBUG is for seeing it on a developer's machine.
 */
function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: typeof error }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  const message = process.env.HEADWATER_DEBUG === '1' ? error.message : undefined
  return { error: error.name, code, message, frames: frames.slice(0, 8).map((frame) => frame.trim()) }
}

function rounded(durationMs: number): number {
  return Math.round(durationMs * 10) / 10
}
