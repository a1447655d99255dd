import { pino } from 'pino'

/** One request, answered. */
export interface RequestEvent {
  requestId: string
  /** Who asked; null when no valid key came. */
  principal: string | null
  operation: string | null
  status: number
  durationMs: number
  /** Codes of the errors in the reply, each once, with the system: `UPSTREAM_TIMEOUT CRM`. */
  errors: readonly string[]
}

/** One attempt at an upstream; the shape of the datasources' CallEvent. */
export interface UpstreamCallEvent {
  system: string
  vendor: string
  operation: string
  requestId: string
  outcome: string
  durationMs: number
}

/**
 * Everything that the gateway logs, one method a kind of line. Only the fields named here are written, so that no
 * document, variable, header, record or upstream body can slip into a log.
 */
export interface Logger {
  request(event: RequestEvent): void
  upstreamCall(event: UpstreamCallEvent): void
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
}

/** Most different warnings that are remembered as said. */
const maxRemembered = 1_000

export function createLogger({ level, destination }: LoggerOptions): Logger {
  const log = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination)
  const said = new Set<string>()

  return {
    request({ requestId, principal, operation, status, durationMs, errors }) {
      const fields = { requestId, principal, operation, status, durationMs: rounded(durationMs), errors }
      log.info(fields, 'request')
    },
    upstreamCall({ system, vendor, operation, requestId, outcome, durationMs }) {
      const fields = { requestId, system, vendor, operation, outcome, durationMs: rounded(durationMs) }
      log[/^(?:OK|[23]\d\d)$/.test(outcome) ? 'info' : 'warn'](fields, 'upstream call')
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
