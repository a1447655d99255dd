import { startUpstream } from '../../../examples/skeleton/skeleton-upstream.ts'
import { conformance as skeleton } from '../../../examples/skeleton/skeleton-conformance.ts'
import { readCanonicalSchema } from '../../../src/conformance/canonical-schema.ts'
import type { CaseTitle } from '../../../src/conformance/cases.ts'
import type { Conformance, ProxiedSubject } from '../../../src/conformance/conformance.ts'
import { openSubject } from '../../../src/conformance/open-subject.ts'
import { planCases } from '../../../src/conformance/plan-cases.ts'
import type { KindFixture } from '../../../src/conformance/subject.ts'
import type {
  ChangeSource,
  Condition,
  ListSource,
  RecordSource,
} from '../../../src/datasources/datasource.ts'
import { upstreamError } from '../../../src/datasources/failures.ts'
import type { RecordWriting } from '../../../src/datasources/writing.ts'

// Each datasource is right but for one thing, and the case that is about it says so. On the right one the case holds.

const schema = readCanonicalSchema([
  new URL('../../../examples/skeleton/skeleton.graphql', import.meta.url).pathname,
])
const upstream = { system: 'SKELETON', vendor: 'Skeleton' }
const proxied = skeleton as Conformance & ProxiedSubject

interface Broken {
  title: CaseTitle
  says: RegExp
  /** The one kind of records, with something wrong. */
  change?(source: RecordSource, url: string): RecordSource
  fixture?: Partial<KindFixture>
  /** The fixture or records that make the case about something at all. */
  right?(source: RecordSource): RecordSource
  limits?: Conformance['limits']
}

async function runCase(
  { title, fixture, limits }: Broken,
  change: (source: RecordSource, url: string) => RecordSource,
) {
  const conformance: Conformance = {
    ...proxied,
    upstream: startUpstream,
    ...(limits && { limits }),
    fixtures: proxied.fixtures.map((one) => ({ ...one, ...fixture })),
    skips: {},
    datasource(url) {
      const definition = proxied.datasource(url)
      return {
        ...definition,
        open(context) {
          const datasource = definition.open(context)
          const records = [...datasource.records].map(
            ([kind, source]) => [kind, change(source, url)] as const,
          )
          return { ...datasource, records: new Map(records) }
        },
      }
    },
  }
  const planned = planCases(conformance, schema).find((one) => one.title === title)
  const subject = await openSubject(conformance)
  try {
    await planned?.run(subject)
  } finally {
    await subject.close()
  }
}

const byId = (
  change: (byId: NonNullable<RecordSource['byId']>) => Partial<NonNullable<RecordSource['byId']>>,
) => {
  return (source: RecordSource): RecordSource => ({
    ...source,
    byId: source.byId && { ...source.byId, ...change(source.byId) },
  })
}
const list = (change: (list: ListSource) => Partial<ListSource>) => {
  return (source: RecordSource): RecordSource => ({
    ...source,
    list: source.list && { ...source.list, ...change(source.list) },
  })
}
type Patch = NonNullable<RecordWriting['patch']>
const patch = (change: (patch: Patch) => Partial<Patch>) => {
  return (source: RecordSource): RecordSource => ({
    ...source,
    writing: source.writing && {
      ...source.writing,
      patch: source.writing.patch && { ...source.writing.patch, ...change(source.writing.patch) },
    },
  })
}

/** The list as an API would give it that can filter and sort by level. */
const withComparisons = list(({ load }) => ({
  filters: new Map([['skeletonLevel', new Set<Condition['comparison']>(['EQ'])]]),
  sorts: new Set(['skeletonLevel']),
  async load({ first, after, filter, orderBy }, call) {
    const { records } = await load({ first: 100, after: null, filter: [], orderBy: null }, call)
    const wanted = records
      .map((record) => ({ record, level: (record.values.skeletonLevel ?? '') as string }))
      .filter(({ level: held }) => filter.every(({ value }) => held === value))
    const sign = orderBy?.direction === 'DESC' ? -1 : 1
    if (orderBy) wanted.sort((a, b) => sign * (a.level < b.level ? -1 : a.level > b.level ? 1 : 0))
    const start = Number(after ?? 0)
    const page = wanted.slice(start, start + first).map(({ record }) => record)
    const cursors = page.map((_, index) => String(start + index + 1))
    return { records: page, cursors, hasNextPage: start + first < wanted.length }
  },
}))
/** Changes as an API would tell of them that numbers the versions of its records: those that are not known yet, 25 at a time. */
const withChanges = (source: RecordSource): RecordSource => ({
  ...source,
  changedSince: {
    begin: () => '{}',
    async load(cursor, call) {
      const known = JSON.parse(cursor) as Record<string, string | null>
      const page = { first: 100, after: null, filter: [], orderBy: null }
      const records = (await source.list?.load(page, call))?.records ?? []
      const changed = records.filter(({ externalId, version }) => known[externalId] !== version)
      const next = changed.slice(0, 25)
      for (const { externalId, version } of next) known[externalId] = version
      return { records: next, cursor: JSON.stringify(known), isCaughtUp: changed.length === next.length }
    },
  },
})
const changes = (change: (changes: ChangeSource) => Partial<ChangeSource>) => (given: RecordSource) => {
  const source = withChanges(given)
  return {
    ...source,
    changedSince: source.changedSince && { ...source.changedSince, ...change(source.changedSince) },
  }
}

const gold = { conditions: [{ field: 'skeletonLevel', comparison: 'EQ', value: 'GOLD' }] } as const

const broken: Readonly<Record<string, Broken>> = {
  'leaves out an id that is asked for with others': {
    title: 'records are found by id, in any order and once however often they are asked for',
    says: /missing \[ '4' \]/,
    change: byId(({ load }) => ({
      load: (ids, call) => load(ids.length > 3 ? ids.filter((id) => id !== '4') : ids, call),
    })),
  },
  'gives a record as often as it is asked for': {
    title: 'records are found by id, in any order and once however often they are asked for',
    says: /8 instead of 4, some twice/,
    change: byId(({ load }) => ({
      async load(ids, call) {
        const { records, failures } = await load(ids, call)
        return {
          records: ids.flatMap((id) => records.filter(({ externalId }) => externalId === id)),
          failures,
        }
      },
    })),
  },
  'declares larger batches than are answered': {
    title: 'as many ids as a call takes are answered whole',
    says: /records of 50 ids at once, of at most 50: missing/,
    change: byId(({ load }) => ({ load: (ids, call) => load(ids.slice(0, 20), call) })),
  },
  'fails for an unknown id': {
    title: 'unknown ids are left out',
    says: /does not know the record/,
    change: byId(({ load }) => ({
      load: (ids, call) =>
        ids.includes('999') ? Promise.reject(upstreamError(upstream, 'NOT_FOUND')) : load(ids, call),
    })),
  },
  'lets an id reach another path': {
    title: 'hostile ids give nothing, reach nothing else and harm no others',
    says: /operations that only the hostile calls reached: not expected \[ 'GET \/admin' \]/,
    change: (source, url) =>
      byId(({ load }) => ({
        async load(ids, call) {
          if (ids.includes('../admin')) await fetch(`${url}/records/../admin`)
          return load(ids, call)
        },
      }))(source),
  },
  'takes a key for a pattern': {
    title: 'unknown and hostile keys give nothing, reach nothing else and harm no others',
    says: /records with the email '\*'/,
    change: (source) => ({
      ...source,
      byKey: new Map(
        [...source.byKey].map(([key, { max, load }]) => [
          key,
          {
            max,
            async load(values: readonly string[], call: Parameters<typeof load>[1]) {
              const found = await load(values, call)
              return values.includes('*')
                ? found.map((one) => ({ ...one, matchKeys: { email: '*' } }))
                : found
            },
          },
        ]),
      ),
    }),
  },
  'repeats a record at the turn of a page': {
    title: 'a list visits every record once, whatever the size of its pages',
    says: /pages of 37, beside pages of 100/,
    change: list(({ load }) => ({
      async load(request, call) {
        const page = await load(request, call)
        return { ...page, cursors: page.cursors.map((cursor) => String(Math.max(1, Number(cursor) - 1))) }
      },
    })),
  },
  'loses what comes after a ceiling': {
    title: 'a list visits every record once, whatever the size of its pages',
    says: /records of the whole list: expected 60, got 20/,
    change: list(({ load }) => ({
      load: async (request, call) => ({
        ...(await load({ ...request, first: 20 }, call)),
        hasNextPage: false,
      }),
    })),
  },
  'filters nothing': {
    title: 'filters give what they say',
    says: /records with skeletonLevel EQ 'GOLD': not expected/,
    fixture: gold,
    right: withComparisons,
    change: (source) =>
      list(({ load }) => ({ load: (request, call) => load({ ...request, filter: [] }, call) }))(
        withComparisons(source),
      ),
  },
  'sorts the other way round': {
    title: 'sorts give the same records, in order',
    says: /sorted by skeletonLevel ASC, neighbours in the wrong order/,
    right: withComparisons,
    change: (source) =>
      list(({ load }) => ({
        load: (request, call) =>
          load({ ...request, orderBy: request.orderBy && { ...request.orderBy, direction: 'DESC' } }, call),
      }))(withComparisons(source)),
  },
  'skips a change at the turn of a page': {
    title: 'whoever keeps up with changes misses none, whatever is changed meanwhile',
    says: /changes since ever: missing \[ '25' \]/,
    right: withChanges,
    change: changes(({ load }) => ({
      async load(cursor, call) {
        const reply = await load(cursor, call)
        return { ...reply, records: reply.records.filter(({ externalId }) => externalId !== '25') }
      },
    })),
  },
  'does not look again at what it has given': {
    title: 'whoever keeps up with changes misses none, whatever is changed meanwhile',
    says: /changes since the last look: missing \[ '60' \]/,
    right: withChanges,
    change: changes(({ load }) => {
      const given = new Set<string>()
      return {
        async load(cursor, call) {
          const reply = await load(cursor, call)
          const isFirstLook = given.size < 60
          const records = reply.records.filter(({ externalId }) => isFirstLook || !given.has(externalId))
          for (const { externalId } of records) given.add(externalId)
          return { ...reply, records }
        },
      }
    }),
  },
  'gives nothing to whoever asks again': {
    title: 'whoever keeps up with changes misses none, whatever is changed meanwhile',
    says: /records of the same cursor, asked for again/,
    right: withChanges,
    change: changes(({ load }) => {
      let loads = 0
      return {
        async load(cursor, call) {
          const reply = await load(cursor, call)
          loads += 1
          return loads === 5 ? { ...reply, records: [] } : reply
        },
      }
    }),
  },
  'asks past its own transport': {
    title: 'no more is under way at once, and no more asked for in one request, than the vendor allows',
    says: /requests were under way at once, and 5 are allowed/,
    change: (source, url) =>
      byId(() => ({
        async load(ids) {
          await fetch(`${url}/records?ids=${ids.join(',')}`, { headers: { 'x-api-key': 'test-key' } })
          return { records: [], failures: new Map() }
        },
      }))(source),
  },
  'names more in a request than the vendor takes': {
    title: 'no more is under way at once, and no more asked for in one request, than the vendor allows',
    says: /records that one request names, where 3 are allowed/,
    right: byId(({ load }) => ({
      async load(ids, call) {
        const [one, other] = [await load(ids.slice(0, 3), call), await load(ids.slice(3), call)]
        return { records: [...one.records, ...other.records], failures: new Map() }
      },
    })),
    limits: { concurrent: 5, perRequest: 3 },
    change: (source) => source,
  },
  'shows what the upstream says': {
    title: 'a failure is a GatewayError of its kind that gives nothing away, and is over with its cause',
    says: /texts of the upstream that a client would see: not expected \[ 'It works!' \]/,
    change: byId(({ load }) => ({
      load: (ids, call) =>
        load(ids, call).catch((error: unknown) => {
          if (error instanceof Error) error.message += ' It works!'
          throw error
        }),
    })),
  },
  'throws what is no GatewayError': {
    title: 'a failure is a GatewayError of its kind that gives nothing away, and is over with its cause',
    says: /by id, at status 500: expected a GatewayError, got/,
    change: byId(({ load }) => ({
      load: (ids, call) => load(ids, call).catch(() => Promise.reject(new Error('oh'))),
    })),
  },
  'waits longer than its caller': {
    title: 'a failure is a GatewayError of its kind that gives nothing away, and is over with its cause',
    says: /by id, at latency 3000: .*got Error: no failure/,
    change: byId(({ load }) => ({
      load: (ids, { requestId }) => load(ids, { requestId, signal: new AbortController().signal }),
    })),
  },
  'writes letters as it likes': {
    title: 'what is patched reads back as it was written, and nothing else changes',
    says: /skeletonLevel: expected 'Größe 🌊', got 'Gr\?\?e \?\?'/,
    change: patch(({ run }) => ({
      run: (request, call) => {
        const level = request.values.skeletonLevel
        const spoilt = typeof level === 'string' ? level.replaceAll(/[^ -~]/g, '?') : level
        return run({ ...request, values: { skeletonLevel: spoilt } }, call)
      },
    })),
  },
  'does not hold to the version': {
    title: 'a patch of an old version is a conflict and changes nothing',
    says: /a patch of the old version: expected CONFLICT, got Error: no failure/,
    change: patch(({ run }) => ({ run: (request, call) => run({ ...request, ifVersion: null }, call) })),
  },
  'calls a lost answer certain': {
    title: 'a patch whose answer was lost is in doubt, and sent again it does no harm',
    says: /a lost answer leaves doubt, and this says that nothing happened/,
    change: patch(({ run }) => ({
      run: (request, call) =>
        run(request, call).catch(() =>
          Promise.reject(upstreamError(upstream, 'UNAVAILABLE', { effect: 'NONE' })),
        ),
    })),
  },
  'makes a record of one that is not there': {
    title: 'a patch of an unknown record is not found',
    says: /a patch of '999': expected NOT_FOUND, got Error: no failure/,
    change: patch(({ run }) => ({
      run: (request, call) =>
        request.externalId === '999'
          ? Promise.resolve({ externalId: '999', record: null })
          : run(request, call),
    })),
  },
  'is tried with too little': {
    title: 'every field that can be set is tried with none, and a text with other letters',
    says: /no text with other letters is tried in any of skeletonLevel/,
    fixture: {
      changes: { id: '60', values: { skeletonLevel: ['SILVER', null] }, operation: 'PATCH /records/{id}' },
    },
  },
}

for (const [what, one] of Object.entries(broken)) {
  const { title, says, change, right = (source: RecordSource) => source } = one
  test(`a datasource that ${what} does not conform`, async () => {
    await expect(runCase(one, change ?? right)).rejects.toThrow(says)
  })
  // Without a change it is the fixture that is wrong.
  if (change) test(`without that it does: ${title}`, () => runCase(one, right))
}
