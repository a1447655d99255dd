import { declared } from './declared.ts'
import { ensure, ensureEqual } from './ensure.ts'
import { lookUpsOf } from './look-ups.ts'
import type { CaseContext } from './subject.ts'

/** Long enough for requests that are let go together to meet at the upstream. */
const meetingMs = 25

/** Everybody asks at once, and for as much as a call takes; the upstream measures what comes of it. */
export async function checkLimits(context: CaseContext): Promise<void> {
  const { subject, source, call } = context
  const upstream = declared(subject.upstream, 'upstream that measures')
  const measure = declared(upstream.measure, 'upstream that measures')
  const { concurrent, perRequest = largestBatch(context) } = declared(context.limits, 'limits of the vendor')
  const lookUps = [...lookUpsOf(context).values()]
  const [first] = lookUps
  ensure(first !== undefined, 'there is no look-up at all')
  // Signing in is no part of it.
  await first(call)
  await upstream.forget()
  await upstream.fail({ operation: '*', kind: 'latency', value: meetingMs })
  const callers = Math.max(3 * concurrent, lookUps.length)
  try {
    const asked = Array.from({ length: callers }, (_, index) =>
      (lookUps[index % lookUps.length] ?? first)(call),
    )
    await Promise.all(asked)
  } finally {
    await upstream.heal()
  }
  const { mostAtOnce, requests } = await measure()
  ensure(
    mostAtOnce <= concurrent,
    `${mostAtOnce} requests were under way at once, and ${concurrent} are allowed`,
  )
  const met = mostAtOnce > 1 || concurrent === 1
  ensure(met, `no two of ${callers} calls were under way at once: where that is so, say concurrent: 1`)
  const texts = namesOf(context)
  const over = requests.map((request) => countNamed(request, texts)).filter((count) => count > perRequest)
  ensureEqual(`records that one request names, where ${perRequest} are allowed`, over, [])
  ensure(
    requests.some((request) => countNamed(request, texts) > 0) || !source.byId,
    'no request named any of the ids that were asked for: the upstream does not say what it was asked',
  )
}

function largestBatch({ source }: CaseContext): number {
  const batches = [...source.byReference.values()].flatMap(({ batch }) => (batch ? [batch.max] : []))
  return Math.max(1, source.byId?.max ?? 1, ...[...source.byKey.values()].map(({ max }) => max), ...batches)
}

/** What requests name records by: ids, and the keys and parents of the fixture. */
function namesOf({ fixture }: CaseContext): string[] {
  const keys = Object.values(fixture.keys ?? {}).flatMap((pairs) => pairs.map(({ value }) => value))
  return [...new Set([...fixture.ids, ...keys, ...Object.values(fixture.references ?? {}).flat()])]
}

/** Each as a word of its own: `12` is not named by `120`. */
function countNamed(request: string, names: readonly string[]): number {
  const words = new Set(request.split(/[^\p{L}\p{N}@.+_-]+/u))
  return names.filter((name) => words.has(name)).length
}
