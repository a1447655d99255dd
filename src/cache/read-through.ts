import { GatewayError } from '../errors/gateway-error.ts'
import type { Target } from './cache-keys.ts'
import type { CachePolicy, RecordKind } from './cache-policy.ts'
import { startFlight, type Flight } from './flight.ts'
import type { Answer, ReadRequest, ReadThroughParts } from './read-request.ts'
import { readShared, type SharedRead } from './read-shared.ts'

type Results = ReadonlyMap<string, Answer<unknown>>

/** The one way to a system: memory, what others are asking already, what replicas share, and then the system, once for all. */
export function createReadThrough(parts: ReadThroughParts) {
  const { fences, stats, now } = parts
  const flights = new Map<string, Flight<Results>>()
  const failing = new Set<string>()

  /** What it brings may be shown to who comes now. */
  const isOfUse = ({ tick, begunAt }: Flight<Results>, target: Target, { maxAgeMs }: CachePolicy): boolean =>
    fences.isQuiet(tick, target) && now() < begunAt + maxAgeMs

  const tellOf = (system: string, isStale: boolean): void => {
    if (failing.has(system) === isStale) return
    if (isStale) failing.add(system)
    else failing.delete(system)
    parts.onStale({ system, isStale })
  }

  /** Only what a request may be told of later: a read that is all its own is no flight that others join. */
  const launch = <Value>(request: ReadRequest<Value>, targets: readonly Target[]): Flight<Results> => {
    const isJoinable = request.age === 'POLICY'
    const tick = fences.now()
    const flight = startFlight<Results>({ tick, begunAt: now() }, request.call, async (call) => {
      const read: SharedRead<Value> = { ...request, call, targets, tick }
      const results = await readShared(parts, read)
      if (isJoinable) for (const { key } of targets) if (flights.get(key) === flight) flights.delete(key)
      if ([...results.values()].some(({ kind }) => kind === 'value')) tellOf(request.kind.system, false)
      return results
    })
    if (isJoinable) for (const { key } of targets) flights.set(key, flight)
    return flight
  }

  /** What is old, where the system fails for now. */
  const orOld = <Value>(
    request: ReadRequest<Value>,
    target: Target,
    answer: Answer<Value>,
  ): Answer<Value> => {
    if (answer.kind === 'value' || request.age === 'FRESH' || !mayShowOld(answer.error)) return answer
    const old = request.memory.recall(target, 'OLD')
    if (!old) return answer
    stats.of(request.kind).stale++
    tellOf(request.kind.system, true)
    return valueOf(old, true)
  }

  async function read<Value>(request: ReadRequest<Value>, isFirst = true): Promise<readonly Answer<Value>[]> {
    const { kind, age, targets, memory, call } = request
    const counts = stats.of(kind)
    const answers = new Map<string, Answer<Value>>()
    const joined = new Map<Flight<Results>, Target[]>()
    const own: Target[] = []
    for (const target of targets) {
      const isHeld = fences.holds(target)
      const known = age === 'POLICY' && !isHeld ? memory.recall(target, 'FRESH') : null
      const flight = age === 'POLICY' && !isHeld ? flights.get(target.key) : undefined
      if (known) {
        answers.set(target.key, valueOf(known, false))
        counts.hits++
      } else if (flight && isOfUse(flight, target, request.policy)) {
        counts.waits++
        const others = joined.get(flight)
        if (others) others.push(target)
        else joined.set(flight, [target])
      } else {
        if (age === 'FRESH' || isHeld) counts.bypasses++
        own.push(target)
      }
    }
    const waitFor = async (flight: Flight<Results>, of: readonly Target[], isOwn: boolean): Promise<void> => {
      const results = await flight.wait(call, patienceOf(request, of))
      const again: Target[] = []
      for (const target of of) {
        const result = (results?.get(target.key) as Answer<Value> | undefined) ?? failedLate(kind)
        const answer = orOld(request, target, result)
        answers.set(target.key, answer)
        // Whose time was over was who asked first; ours is not.
        const isTheirs = !isOwn && answer.kind === 'failed' && isLate(answer.error)
        if (isTheirs && isFirst && !call.signal.aborted) again.push(target)
      }
      if (again.length === 0) return
      const anew = await read({ ...request, targets: again }, false)
      for (const [index, { key }] of again.entries()) answers.set(key, anew[index] ?? failedLate(kind))
    }
    const waits = [...joined].map(([flight, of]) => waitFor(flight, of, false))
    if (own.length > 0) waits.push(waitFor(launch(request, own), own, true))
    await Promise.all(waits)
    return targets.map(({ key }) => answers.get(key) ?? failedLate(kind))
  }

  /** Where all have something old to show, a fifth of the time is kept for showing it. */
  function patienceOf<Value>({ age, call, memory }: ReadRequest<Value>, targets: readonly Target[]) {
    if (age === 'FRESH' || call.deadlineAt === undefined) return undefined
    if (!targets.every((target) => memory.recall(target, 'OLD'))) return undefined
    return Math.max(0, 0.8 * (call.deadlineAt - performance.now()))
  }

  return { read }
}

function valueOf<Value>(
  { value, asOf }: { value: Value; asOf: number },
  isStale: boolean,
): Extract<Answer<Value>, { kind: 'value' }> {
  return { kind: 'value', value, asOf, isStale }
}

/** What passes by itself; whoever is refused, or asks for what is not there, is told so. */
const passing: ReadonlySet<string> = new Set([
  'RATE_LIMITED',
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_BAD_RESPONSE',
])

function mayShowOld(error: unknown): boolean {
  return error instanceof GatewayError && passing.has(error.code)
}

function isLate(error: unknown): boolean {
  return error instanceof GatewayError && error.code === 'UPSTREAM_TIMEOUT'
}

function failedLate({ system }: RecordKind): { kind: 'failed'; error: GatewayError } {
  const message = `${system} did not answer in time.`
  return { kind: 'failed', error: new GatewayError('UPSTREAM_TIMEOUT', message, { system }) }
}
