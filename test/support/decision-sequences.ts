import fc from 'fast-check'
import type { AuditEntry } from '../../src/audit/audit-trail.ts'
import { GatewayError } from '../../src/errors/gateway-error.ts'
import { createCrosswalk } from '../../src/identity/create-crosswalk.ts'
import type { Crosswalk, ExternalKey, Identity } from '../../src/identity/crosswalk.ts'
import type { Database } from '../../src/store/database.ts'

/** Ids and records by number, so that sequences mean something whatever was drawn before them. */
type Step =
  | { does: 'see' | 'gone'; record: number }
  | { does: 'match' | 'doubt' | 'link'; id: number; record: number }
  | { does: 'unlink'; id: number; system: number }
  | { does: 'merge' | 'mergeAndBack'; id: number; other: number }
  | { does: 'unmerge'; id: number }

const systems = ['CRM', 'ERP', 'CRS']
const records: readonly ExternalKey[] = systems.flatMap((system) =>
  ['1', '2', '3'].map((externalId) => ({ system, externalId })),
)
const entity = 'Customer'

const record = fc.nat({ max: records.length - 1 })
const id = fc.nat({ max: 11 })
const steps = fc.array(
  fc.oneof(
    fc.record({ does: fc.constantFrom('see' as const, 'gone' as const), record }),
    fc.record({ does: fc.constantFrom('match' as const, 'doubt' as const, 'link' as const), id, record }),
    fc.record({ does: fc.constant('match' as const), id, record }),
    fc.record({ does: fc.constant('unlink' as const), id, system: fc.nat({ max: 2 }) }),
    fc.record({ does: fc.constantFrom('merge' as const, 'mergeAndBack' as const), id, other: id }),
    fc.record({ does: fc.constant('unmerge' as const), id }),
  ) satisfies fc.Arbitrary<Step>,
  { minLength: 5, maxLength: 30 },
)

const wrongOnce: Step[][] = [
  // An id without a record left was given one that it refuses.
  [
    { does: 'gone', record: 2 },
    { does: 'match', id: 2, record: 0 },
    { does: 'unmerge', id: 0 },
    { does: 'match', id: 9, record: 0 },
  ],
  // A merge that moved no record left the other's question about what is linked.
  [
    { does: 'doubt', id: 0, record: 3 },
    { does: 'match', id: 3, record: 1 },
    { does: 'merge', id: 3, other: 0 },
  ],
  // A record of an id whose records went elsewhere was seen again, with a question open.
  [
    { does: 'match', id: 0, record: 3 },
    { does: 'gone', record: 0 },
    { does: 'doubt', id: 0, record: 1 },
    { does: 'see', record: 0 },
  ],
  // One and the same refusal for two reasons.
  [
    { does: 'match', id: 2, record: 6 },
    { does: 'merge', id: 8, other: 0 },
    { does: 'mergeAndBack', id: 9, other: 0 },
    { does: 'link', id: 6, record: 1 },
    { does: 'unmerge', id: 0 },
    { does: 'match', id: 0, record: 0 },
    { does: 'unlink', id: 0, system: 0 },
    { does: 'merge', id: 0, other: 0 },
  ],
]

/** No row of any of these may ever be there. */
const impossible: Readonly<Record<string, string>> = {
  'an alias of an alias': 'select 1 from alias a join alias b on b.alias = a.id and b.entity = a.entity',
  'an alias that does not lead where it was merged into': `select 1 from alias a left join alias p on p.alias = a.merged_into and p.entity = a.entity
     where coalesce(p.id, a.merged_into) <> a.id`,
  'an alias with links of its own':
    'select 1 from link l join alias a on a.alias = l.id and a.entity = l.entity',
  'a record that its entity refuses': `select 1 from link l
     join link_refusal r using (entity, system, external_id)
     left join alias a on a.alias = r.id and a.entity = r.entity
     where coalesce(a.id, r.id) = l.id`,
  'a question about what is linked': `select 1 from identity_review r join link l using (id, entity, system)
     where r.kind = 'AMBIGUOUS' and l.state = 'LINKED'`,
  'two records that are one':
    "select 1 from identity_review where kind = 'DUPLICATE' and cardinality(candidates) < 2",
}

const anyImpossible = Object.entries(impossible)
  .map(([name, query]) => `select '${name}' as found where exists (${query})`)
  .join(' union all ')

/** Random sequences of what matching and people do, and after each step what must hold whatever they did. */
export async function checkDecisionSequences(database: Database, numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(steps, async (sequence) => {
      for (const table of ['link', 'alias', 'link_history', 'identity_review', 'link_refusal'])
        await database.query(`delete from ${table}`, [])
      const run = await startRun(database)
      for (const step of sequence) await run.take(step)
    }),
    // Those that were wrong once, and others at random.
    { numRuns: wrongOnce.length + numRuns, examples: wrongOnce.map((sequence) => [sequence]) },
  )
}

async function startRun(database: Database) {
  let nowMs = Date.parse('2026-11-28T10:00:00Z')
  const options = { database, now: () => nowMs }
  const crosswalk: Crosswalk = createCrosswalk(options)
  const ids: string[] = []
  /** What people parted: `id` is not the record's, until a person says otherwise. */
  let parted: { id: string; key: ExternalKey }[] = []

  const see = async (key: ExternalKey) => {
    const minted = (await crosswalk.mint(entity, key.system, [key.externalId])).get(key.externalId)!
    if (!ids.includes(minted.id)) ids.push(minted.id)
  }
  for (const key of records.slice(0, 7)) await see(key)

  const find = async (wanted: string) => (await crosswalk.findByIds(entity, [wanted])).get(wanted)
  const keysOf = (identity: Identity | undefined): string[] =>
    [...(identity?.links ?? [])]
      .flatMap(([system, link]) => (link.state === 'LINKED' ? [`${system} ${link.externalId}`] : []))
      .toSorted()
  const nameOf = ({ system, externalId }: ExternalKey) => `${system} ${externalId}`
  const at = (number: number) => ids[number % ids.length]!
  const audited = async () =>
    Number((await database.query('select count(*) as n from audit_entry', []))[0]?.n)
  const audit = (event: string): AuditEntry[] => [
    {
      ...{ event, at: nowMs, principal: 'key:oper0001', client: 'console', requestId: null, writeId: null },
      ...{ entity, entityId: null, system: null, facts: {}, fields: null, person: null },
    },
  ]
  const linked = () =>
    database.query('select id, system, state, external_id from link order by id, system, state', [])

  /** A decision is made and audited, or refused for a reason and nothing is changed. */
  async function decide<T>(decision: () => Promise<T>): Promise<T | null> {
    const [before, links] = [await audited(), await linked()]
    try {
      const answer = await decision()
      expect(await audited()).toBe(before + 1)
      return answer
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error
      expect(['CONFLICT', 'NOT_FOUND']).toContain(error.code)
      expect([await audited(), await linked()]).toEqual([before, links])
      return null
    }
  }

  async function mergeAndBack(keepId: string, dropId: string): Promise<void> {
    const [keep, drop] = [await find(keepId), await find(dropId)]
    if (!keep || !drop || keep.id === drop.id) return
    const merged = await crosswalk.merge(entity, keepId, dropId, audit('customer.merged'))
    const { moved, duplicates } = merged
    expect([...moved, ...duplicates].map(nameOf).toSorted()).toEqual(keysOf(drop))
    expect(keysOf(await find(keepId))).toEqual([...keysOf(keep), ...moved.map(nameOf)].toSorted())
    const { reviews } = await crosswalk.reviews({ first: 100, after: null })
    for (const { system, externalId } of duplicates)
      expect(reviews).toContainEqual(
        expect.objectContaining({
          ...{ id: keep.id, system },
          candidates: expect.arrayContaining([externalId]) as string[],
        }),
      )
    for (const { system, externalId } of duplicates) await see({ system, externalId })
    const parting = await decide(() => crosswalk.unmerge(entity, drop.id, audit('customer.unmerged')))
    // What was seen again may be one's of whom a person has decided something; where all of it is, nothing is given back.
    const elsewhere = parting?.elsewhere.map(({ key }) => nameOf(key)) ?? keysOf(drop)
    expect(duplicates.map(nameOf)).toEqual(expect.arrayContaining(elsewhere))
    for (const { key, id } of parting?.elsewhere ?? []) expect(keysOf(await find(id))).toContain(nameOf(key))
    if (!parting) return
    expect(keysOf(await find(keep.id))).toEqual(keysOf(keep))
    expect([...keysOf(await find(drop.id)), ...elsewhere].toSorted()).toEqual(keysOf(drop))
    expect((await find(dropId))?.id).toBe(drop.id)
  }

  /** True: a person said it, which overrules what was said before. */
  async function act(step: Step): Promise<boolean> {
    switch (step.does) {
      case 'see':
        await see(records[step.record]!)
        return false
      case 'gone':
        await crosswalk.endLinks([{ entity, key: records[step.record]! }])
        return false
      case 'match':
        await crosswalk.linkMatched([
          { entity, id: at(step.id), key: records[step.record]!, matchedBy: 'email' },
        ])
        return false
      case 'doubt': {
        const { system, externalId } = records[step.record]!
        const question = { matchedBy: 'email', candidates: [externalId], reason: 'one of several' }
        await crosswalk.markAmbiguous([{ entity, id: at(step.id), system, ...question }])
        return false
      }
      case 'link':
        await decide(() =>
          crosswalk.linkExplicitly(entity, at(step.id), records[step.record]!, audit('identity.linked')),
        )
        return true
      case 'unlink': {
        const unlinked = await decide(() =>
          crosswalk.unlink(entity, at(step.id), systems[step.system]!, audit('identity.unlinked')),
        )
        for (const key of unlinked?.refused ?? []) parted.push({ id: unlinked!.identity.id, key })
        return false
      }
      case 'merge':
        await decide(() => crosswalk.merge(entity, at(step.id), at(step.other), audit('customer.merged')))
        return true
      case 'unmerge':
        await decide(() => crosswalk.unmerge(entity, at(step.id), audit('customer.unmerged')))
        return true
      case 'mergeAndBack':
        await mergeAndBack(at(step.id), at(step.other))
        return true
    }
  }

  return {
    async take(step: Step): Promise<void> {
      nowMs += 1
      const isPersons = await act(step)
      expect(await database.query(anyImpossible, [])).toEqual([])
      expect(await crosswalk.findByIds(entity, ids)).toEqual(
        await createCrosswalk(options).findByIds(entity, ids),
      )
      const joined = new Set<object>()
      for (const pair of parted) if (keysOf(await find(pair.id)).includes(nameOf(pair.key))) joined.add(pair)
      if (!isPersons) expect([...joined]).toEqual([])
      parted = parted.filter((pair) => !joined.has(pair))
    },
  }
}
