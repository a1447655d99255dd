import { inspect } from 'node:util'
import type { RecordSource } from '../../src/datasources/datasource.ts'
import { GatewayError } from '../../src/errors/gateway-error.ts'
import type { CaseContext, Fault, KindFixture } from './conformance-subject.ts'
import { declared } from './declared.ts'
import { testCall, type FaultOrder } from './simulated-datasource.ts'
import { idsOf } from './walk-pages.ts'

export const httpFaults: readonly Fault[] = [
  { kind: 'status', value: 500, codes: ['UPSTREAM_UNAVAILABLE'] },
  { kind: 'status', value: 503, codes: ['UPSTREAM_UNAVAILABLE'] },
  { kind: 'status', value: 504, codes: ['UPSTREAM_TIMEOUT', 'UPSTREAM_UNAVAILABLE'] },
  { kind: 'status', value: 401, codes: ['UPSTREAM_AUTH'] },
  { kind: 'status', value: 403, codes: ['UPSTREAM_AUTH'] },
  { kind: 'status', value: 429, codes: ['RATE_LIMITED'] },
  { kind: 'rateLimit', codes: ['RATE_LIMITED'] },
  { kind: 'garbage', codes: ['UPSTREAM_BAD_RESPONSE'] },
  { kind: 'truncate', codes: ['UPSTREAM_UNAVAILABLE', 'UPSTREAM_BAD_RESPONSE'] },
  { kind: 'reset', codes: ['UPSTREAM_UNAVAILABLE'] },
]

export async function checkFailures({ subject, system, source, fixture }: CaseContext): Promise<void> {
  const upstream = declared(subject.upstream, 'upstream that fails on request')
  const lookUps = lookUpsOf(source, fixture)
  expect(lookUps.size).toBeGreaterThan(0)
  try {
    for (const { codes, ...fault } of upstream.faults ?? httpFaults) {
      await upstream.heal()
      // What ended the credentials is over too: the next fault meets a gateway that is signed in.
      await [...lookUps.values()][0]?.()
      await upstream.fail({ operation: '*', ...fault } satisfies FaultOrder)
      for (const [name, load] of lookUps) {
        const where = `${name}, ${fault.kind} ${fault.value ?? ''}`
        const error = await load().then(
          () => new Error('no failure'),
          (reason: unknown) => reason,
        )
        if (!(error instanceof GatewayError)) throw new Error(`${where}: ${inspect(error)}`)
        expect({ where, code: error.code, system: error.details.system }).toEqual({
          where,
          code: expect.stringMatching(`^(${codes.join('|')})$`),
          system,
        })
        const shown = error.message + JSON.stringify(error.details)
        expect({ where, leaked: subject.upstreamTexts.filter((text) => shown.includes(text)) }).toEqual({
          where,
          leaked: [],
        })
        const logged = inspect(error, { depth: 10, showHidden: true })
        expect({ where, leaked: subject.credentials.filter((text) => logged.includes(text)) }).toEqual({
          where,
          leaked: [],
        })
      }
    }
  } finally {
    await upstream.heal()
  }
  const [id = ''] = fixture.ids
  if (source.byId) expect(idsOf((await source.byId.load([id], testCall)).records)).toEqual([id])
}

function lookUpsOf(
  { byId, byKey, byReference, list }: RecordSource,
  { ids, keys = {}, references = {}, listedOnlyBy }: KindFixture,
) {
  const page = { first: 2, after: null, orderBy: null }
  const lookUps = new Map<string, () => Promise<unknown>>()
  const filter = listedOnlyBy ? [listedOnlyBy] : []
  if (byId) lookUps.set('by id', () => byId.load(ids.slice(0, byId.max), testCall))
  for (const [key, { load }] of byKey)
    lookUps.set(`by ${key}`, () =>
      load(
        (keys[key] ?? []).map(({ value }) => value),
        testCall,
      ),
    )
  for (const [field, { load, batch }] of byReference) {
    const parents = references[field] ?? []
    lookUps.set(`by ${field}`, () => load(parents[0] ?? '', page, testCall))
    if (batch) lookUps.set(`by ${field}, batch`, () => batch.load(parents, page, testCall))
  }
  if (list) lookUps.set('list', () => list.load({ ...page, filter }, testCall))
  return lookUps
}
