import {
  callsRefused,
  credentialExpiring,
  schemaDrift,
  signInFailed,
  systemDown,
  type RaisedCondition,
} from './alert-conditions.ts'
import { createAlertDelivery } from './alert-delivery.ts'
import { createBreakerStates } from './breaker-states.ts'
import { scheduleTimer, type Schedule } from './schedule.ts'
import type { CallEvent, UpstreamEvent, UpstreamName } from './upstream-event.ts'

export interface Alerts {
  listen(event: UpstreamEvent): void
  /** Says that a condition holds. While it does, saying so again sends nothing. */
  raise(key: string, raised: RaisedCondition): void
  /** Says that it is over; nothing happens when it was not raised. */
  resolve(key: string): void
  close(): void
}

export interface AlertsOptions {
  send(body: object): Promise<void>
  /** Epoch ms. */
  now: () => number
  schedule?: Schedule
  /** Whom to call about a system. */
  cards: ReadonlyMap<string, { owner: string; contact: string }>
  /** How long a breaker may be open before it is told: 60 s unless told. */
  downAfterMs?: number
  /** A renewal that fails is told when the credential ends within so long: 10 min unless told. */
  expiringWithinMs?: number
  /** Told of messages that could not be sent. */
  onProblem(message: string, error: unknown): void
}

interface Firing {
  raised: RaisedCondition
  since: number
  lastRaisedAt: number
  cancelReminder(): void
  cancelQuiet(): void
}

const reminderMs = 4 * 3_600_000

/** Calls in a row: a single one may be refused for what it asked for. */
const minRefusalsInARow = 3

const nothing = (): void => undefined

/** Conditions that people must know of: told once when they begin, every 4 hours while they last, and once when over. */
export function createAlerts(options: AlertsOptions): Alerts {
  const { now, cards, schedule = scheduleTimer, downAfterMs = 60_000, expiringWithinMs = 600_000 } = options
  const delivery = createAlertDelivery({ send: options.send, schedule, onProblem: options.onProblem })
  const firing = new Map<string, Firing>()
  /** Conditions that are raised unless something happens before. */
  const pending = new Map<string, () => void>()
  const breakers = createBreakerStates()
  const refusalsInARow = new Map<string, number>()

  function raise(key: string, raised: RaisedCondition): void {
    const known = firing.get(key)
    if (known) {
      known.lastRaisedAt = now()
      return
    }
    const at = now()
    const one = { raised, since: at, lastRaisedAt: at, cancelReminder: nothing, cancelQuiet: nothing }
    firing.set(key, one)
    tell(key, one, 'FIRING', describe(raised))
    remind(key, one)
    if (raised.quietMs !== undefined) awaitQuiet(key, one, raised.quietMs, raised.quietMs)
  }

  function resolve(key: string): void {
    pending.get(key)?.()
    pending.delete(key)
    const one = firing.get(key)
    if (!one) return
    firing.delete(key)
    one.cancelReminder()
    one.cancelQuiet()
    tell(key, one, 'RESOLVED', `Over ${afterTime(now() - one.since)}: ${one.raised.what}`)
  }

  function remind(key: string, one: Firing): void {
    one.cancelReminder = schedule(() => {
      tell(key, one, 'FIRING', `Still, ${afterTime(now() - one.since)}: ${describe(one.raised)}`)
      remind(key, one)
    }, reminderMs)
  }

  function awaitQuiet(key: string, one: Firing, quietMs: number, delayMs: number): void {
    one.cancelQuiet = schedule(() => {
      const leftMs = one.lastRaisedAt + quietMs - now()
      if (leftMs > 0) awaitQuiet(key, one, quietMs, leftMs)
      else resolve(key)
    }, delayMs)
  }

  function raiseAfter(delayMs: number, key: string, raised: RaisedCondition): void {
    pending.get(key)?.()
    const cancel = schedule(() => {
      pending.delete(key)
      raise(key, raised)
    }, delayMs)
    pending.set(key, cancel)
  }

  function tell(key: string, one: Firing, status: 'FIRING' | 'RESOLVED', message: string): void {
    const { condition, system } = one.raised
    delivery.post({
      text: `[${status}] ${condition}${system === null ? '' : ` ${system}`}: ${message}`,
      alert: { key, condition, system, status, since: new Date(one.since).toISOString(), message },
    })
  }

  function describe({ system, what, advice }: RaisedCondition): string {
    const card = system === null ? undefined : cards.get(system)
    return `${what} ${advice}${card ? ` Owner: ${card.owner}, ${card.contact}.` : ''}`
  }

  function listenToBreaker(event: Extract<UpstreamEvent, { type: 'BREAKER' }>): void {
    const key = `SYSTEM_DOWN:${event.system}`
    if (breakers.worstAfter(event) === 'CLOSED') resolve(key)
    // From open to half-open and back is one outage.
    else if (!pending.has(key) && !firing.has(key))
      raiseAfter(downAfterMs, key, systemDown(event, downAfterMs))
  }

  function listenToSignIn(event: Extract<UpstreamEvent, { type: 'SIGN_IN' }>): void {
    const [refused, expiring] = signInKeys(event)
    if (event.outcome === 'OK') {
      resolve(refused)
      resolve(expiring)
      return
    }
    const { expiresAt } = event
    if (expiresAt === null || expiresAt <= now()) raise(refused, signInFailed(event))
    else if (!firing.has(expiring))
      raiseAfter(
        Math.max(0, expiresAt - expiringWithinMs - now()),
        expiring,
        credentialExpiring(event, expiresAt),
      )
  }

  function listenToCall(event: CallEvent): void {
    const { system, outcome } = event
    const key = `CREDENTIAL_REFUSED:${system}:calls`
    if (outcome === 'OK') {
      refusalsInARow.delete(system)
      resolve(key)
    } else if (outcome === 'UPSTREAM_AUTH' && !firing.has(signInKeys(event)[0])) {
      const refusals = (refusalsInARow.get(system) ?? 0) + 1
      refusalsInARow.set(system, refusals)
      if (refusals >= minRefusalsInARow) raise(key, callsRefused(event))
    }
  }

  return {
    listen(event) {
      if (event.type === 'CALL') listenToCall(event)
      else if (event.type === 'BREAKER') listenToBreaker(event)
      else if (event.type === 'SIGN_IN') listenToSignIn(event)
      else if (event.type === 'DRIFT') {
        const { system, path, entity, field } = event
        raise(`SCHEMA_DRIFT:${system}.${path}:${entity}.${field}`, schemaDrift(event))
      }
    },
    raise,
    resolve,
    close() {
      for (const cancel of pending.values()) cancel()
      for (const one of firing.values()) {
        one.cancelReminder()
        one.cancelQuiet()
      }
      pending.clear()
      firing.clear()
      delivery.close()
    },
  }
}

function signInKeys({ system }: UpstreamName): [refused: string, expiring: string] {
  return [`CREDENTIAL_REFUSED:${system}`, `CREDENTIAL_EXPIRING:${system}`]
}

function afterTime(ms: number): string {
  const minutes = Math.round(ms / 60_000)
  if (minutes < 1) return `after ${Math.round(ms / 1_000)} s`
  return minutes < 120 ? `after ${minutes} min` : `after ${Math.round(minutes / 60)} h`
}
