import type { Schedule } from '../../observability/schedule.ts'
import { timeLeftMs, type Call } from '../call.ts'
import type { Operation } from './upstream-request.ts'

/** What a vendor allows: so many calls in any such time. */
export interface Quota {
  calls: number
  perMs: number
}

/** Leave to send one call. It is over so long after the call went out as the quota says, not after it was given. */
export interface Turn {
  readonly isUsed: boolean
  /** The call goes out now. */
  use(): void
  /** Of a call that never went out, for the next in line; nothing where it did. */
  giveBack(): void
}

export interface QuotaLine {
  /**
   * A turn, at once where nobody waits for one; otherwise before all of a higher place. Rejects with what `refuse` gives, at once, when that would take
   * longer than the request has; with the signal's reason when the request ends meanwhile.
   */
  take(request: Operation, call: Call, place: number): Turn | Promise<Turn>
  /** Counts a call that goes out without a turn; those after it give way. */
  count(): void
  /** Nobody gets a turn for so long; who cannot wait for it is refused at once. */
  pause(ms: number): void
  isPaused(): boolean
}

export interface QuotaLineOptions {
  /** Null: no limit, but pauses. */
  quota: Quota | null
  now: () => number
  schedule?: Schedule
  onWait(request: Operation, waitMs: number): void
  refuse(request: Operation, waitMs: number): Error
}

interface Waiter {
  request: Operation
  call: Call
  place: number
  admit(turn: Turn): void
  reject(error: Error): void
}

/** Calls arrive as late as the network makes them: what is spaced out here may be closer together there. */
const driftMs = 150

/** Calls of one quota, in order. At no time are more turns given, used or not, than the quota has calls. */
export function createQuotaLine(options: QuotaLineOptions): QuotaLine {
  const { quota, now, schedule = holdTimer, onWait, refuse } = options
  const calls = quota?.calls ?? Infinity
  const spanMs = quota ? quota.perMs + driftMs : 0
  /** When the turns of calls that went out are over; oldest first. */
  const over: number[] = []
  let unused = 0
  let pausedUntil = -Infinity
  let waiting: Waiter[] = []
  let cancelTimer = (): void => undefined

  /** When a call with so many before it gets its turn; those that have one and have not gone out may go now. */
  function dueAt(before: number): number {
    const start = Math.max(now(), pausedUntil)
    const given = over.length + unused
    let index = before + given - calls
    let rounds = 0
    for (; index >= given && index >= 0; index -= calls) rounds += 1
    const first = index < 0 ? start : Math.max(start, over[index] ?? start + spanMs)
    return first + rounds * spanMs
  }

  function count(): void {
    if (quota) over.push(now() + spanMs)
  }

  function giveTurn(): Turn {
    let isBack = false
    unused += 1
    const turn = {
      isUsed: false,
      use() {
        turn.isUsed = true
        unused -= 1
        count()
      },
      giveBack() {
        if (turn.isUsed || isBack) return
        isBack = true
        unused -= 1
        serve()
      },
    }
    return turn
  }

  /** Most upstreams never ask for a pause: of them the time need not be known. */
  const isPaused = (): boolean => pausedUntil !== -Infinity && pausedUntil > now()

  function forgetOver(): void {
    while (over[0] !== undefined && over[0] <= now()) over.shift()
  }

  function serve(): void {
    cancelTimer()
    forgetOver()
    while (waiting.length > 0 && dueAt(0) <= now()) waiting.shift()?.admit(giveTurn())
    cancelTimer = waiting.length > 0 ? schedule(serve, dueAt(0) - now()) : () => undefined
  }

  function join(request: Operation, call: Call, place: number): Promise<Turn> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        waiting = waiting.filter((one) => one !== waiter)
        reject(call.signal.reason as Error)
        serve()
      }
      const stay = () => call.signal.removeEventListener('abort', leave)
      const waiter: Waiter = {
        request,
        call,
        place,
        admit(turn) {
          stay()
          resolve(turn)
        },
        reject(error) {
          stay()
          reject(error)
        },
      }
      call.signal.addEventListener('abort', leave, { once: true })
      waiting = [...waiting, waiter].sort((one, other) => one.place - other.place)
      serve()
    })
  }

  return {
    take(request, call, place) {
      if (call.signal.aborted) return Promise.reject(call.signal.reason as Error)
      forgetOver()
      if (waiting.length === 0 && over.length + unused < calls && !isPaused()) return giveTurn()
      const before = waiting.filter((one) => one.place <= place).length
      const waitMs = dueAt(before) - now()
      if (waitMs <= 0) return giveTurn()
      if (waitMs >= timeLeftMs(call)) return Promise.reject(refuse(request, waitMs))
      onWait(request, waitMs)
      return join(request, call, place)
    },
    count,
    pause(ms) {
      pausedUntil = Math.max(pausedUntil, now() + ms)
      const before = waiting
      waiting = []
      for (const waiter of before) {
        const waitMs = dueAt(waiting.length) - now()
        if (waitMs >= timeLeftMs(waiter.call)) waiter.reject(refuse(waiter.request, waitMs))
        else waiting.push(waiter)
      }
      serve()
    },
    isPaused,
  }
}

/** Callers wait for it, so it keeps the process alive; who leaves last calls it off. */
const holdTimer: Schedule = (run, delayMs) => {
  const timer = setTimeout(run, delayMs)
  return () => clearTimeout(timer)
}
