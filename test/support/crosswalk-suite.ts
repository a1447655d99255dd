import { createCrosswalk } from '../../src/identity/create-crosswalk.ts'
import type { Crosswalk, ExternalKey, Identity } from '../../src/identity/crosswalk.ts'
import type { Database } from '../../src/store/database.ts'
import { externalIdsOf } from './external-ids-of.ts'

/** What the crosswalk promises, on whichever database: the same tests for the embedded one and a PostgreSQL server. */
export function describeCrosswalk(open: () => Promise<Database>): void {
  let database: Database
  let crosswalk: Crosswalk
  let nowMs = Date.parse('2026-11-22T09:00:00Z')
  const now = () => nowMs
  const entity = 'Customer'
  /** A crosswalk that remembers nothing: what the store holds. */
  const fresh = () => createCrosswalk({ database, now })

  beforeAll(async () => {
    database = await open()
    crosswalk = createCrosswalk({ database, now })
  }, 60_000)
  afterAll(() => database.close())

  let serial = 0
  const key = (system: string): ExternalKey => ({ system, externalId: `${system}-${++serial}` })
  const mint = async (record: ExternalKey): Promise<Identity> =>
    (await crosswalk.mint(entity, record.system, [record.externalId])).get(record.externalId)!
  const link = (id: string, record: ExternalKey) =>
    crosswalk.linkMatched([{ entity, id, key: record, matchedBy: 'email' }])
  /** As memory has it, and as the store has it: they never differ. */
  const read = async (id: string): Promise<Identity | undefined> => {
    const remembered = (await crosswalk.findByIds(entity, [id])).get(id)
    expect(remembered).toEqual((await fresh().findByIds(entity, [id])).get(id))
    return remembered
  }

  test('an id that was minted is found by id and by external id, and stays the same', async () => {
    const record = key('CRM')
    const identity = await mint(record)
    expect(externalIdsOf(identity)).toEqual({ CRM: record.externalId })
    expect(await read(identity.id)).toEqual(identity)
    expect(await fresh().mint(entity, 'CRM', [record.externalId])).toEqual(
      new Map([[record.externalId, identity]]),
    )
    expect(await fresh().findAnyById(identity.id)).toEqual(identity)
  })

  test('unknown ids are left out, hostile ones too', async () => {
    const hostile = ["'; drop table link; --", '../admin', 'a\0b', 'x'.repeat(50_000), '\ud800', '', '%']
    expect(await crosswalk.findByIds(entity, hostile)).toEqual(new Map())
    expect(await crosswalk.findByExternalIds(entity, 'CRM', hostile)).toEqual(new Map())
    for (const id of hostile) expect(await crosswalk.findAnyById(id)).toBeNull()
  })

  test('replicas that mint the same records at once agree', async () => {
    const ids = Array.from({ length: 300 }, () => key('ERP').externalId)
    const replicas = await Promise.all(
      [ids, ids.toReversed(), ids.slice(100)].map((some) => fresh().mint(entity, 'ERP', some)),
    )
    for (const minted of replicas)
      for (const [externalId, identity] of minted) expect(replicas[0]!.get(externalId)).toEqual(identity)
    expect(new Set([...replicas[0]!.values()].map(({ id }) => id)).size).toBe(300)
  })

  test('10,000 records are minted in one call', async () => {
    const ids = Array.from({ length: 10_000 }, (_, index) => `many-${index}`)
    expect((await crosswalk.mint(entity, 'CRM', ids)).size).toBe(10_000)
    expect((await fresh().findByExternalIds(entity, 'CRM', ids)).size).toBe(10_000)
  }, 60_000)

  test('a record that no identity has is linked', async () => {
    const [ours, theirs] = [key('CRM'), key('ERP')]
    const { id } = await mint(ours)
    const [outcome] = await link(id, theirs)
    expect(outcome).toMatchObject({ kind: 'linked', identity: { id } })
    expect(externalIdsOf(await read(id))).toEqual({ CRM: ours.externalId, ERP: theirs.externalId })
    expect(await link(id, theirs)).toEqual([outcome])
  })

  test('a matched record of another identity merges them, and both ids find the one that stays', async () => {
    const [crm, crs, erp] = [key('CRM'), key('CRS'), key('ERP')]
    const stays = await mint(crm)
    const goes = await mint(crs)
    await link(goes.id, erp)
    expect(await link(stays.id, crs)).toMatchObject([{ kind: 'linked', identity: { id: stays.id } }])
    const merged = await read(stays.id)
    expect(externalIdsOf(merged)).toEqual({
      CRM: crm.externalId,
      CRS: crs.externalId,
      ERP: erp.externalId,
    })
    expect(await read(goes.id)).toEqual(merged)
    expect(await fresh().findAnyById(goes.id)).toEqual(merged)
    expect((await fresh().findByExternalIds(entity, 'ERP', [erp.externalId])).get(erp.externalId)).toEqual(
      merged,
    )
  })

  test('aliases of aliases lead to the valid id, also within one batch', async () => {
    const records = [key('CRM'), key('ERP'), key('CRS'), key('DATABASE')]
    const ids: string[] = []
    for (const record of records) ids.push((await mint(record)).id)
    await link(ids[2]!, records[3]!)
    await crosswalk.linkMatched([
      { entity, id: ids[1]!, key: records[2]!, matchedBy: 'email' },
      { entity, id: ids[0]!, key: records[1]!, matchedBy: 'email' },
    ])
    const merged = await read(ids[0]!)
    expect(merged?.links.size).toBe(4)
    for (const id of ids) expect(await read(id)).toEqual(merged)
    const aliases = await database.query('select id from alias where alias = any($1)', [ids])
    expect(aliases).toEqual(Array.from({ length: 3 }, () => ({ id: ids[0] })))
  })

  test('identities that have different records of one system are not merged', async () => {
    const [crm, otherCrm, erp] = [key('CRM'), key('CRM'), key('ERP')]
    const one = await mint(crm)
    const other = await mint(otherCrm)
    await link(other.id, erp)
    const [outcome] = await link(one.id, erp)
    expect(outcome).toMatchObject({ kind: 'conflict', identity: { id: one.id }, holder: { id: other.id } })
    expect(externalIdsOf(await read(one.id))).toEqual({ CRM: crm.externalId })
  })

  test('a second record of a system where there is one is a conflict', async () => {
    const { id } = await mint(key('CRM'))
    expect(await link(id, key('CRM'))).toMatchObject([{ kind: 'conflict', holder: { id } }])
  })

  test('an absence is remembered with its end, and never replaces a link', async () => {
    const crm = key('CRM')
    const { id } = await mint(crm)
    const until = nowMs + 60_000
    await crosswalk.markAbsent([
      { entity, id, system: 'ERP', until },
      { entity, id, system: 'CRM', until },
    ])
    const identity = await read(id)
    expect(identity?.links.get('ERP')).toEqual({ state: 'ABSENT', until })
    expect(identity?.links.get('CRM')).toEqual({ state: 'LINKED', externalId: crm.externalId })
  })

  test('a match replaces an absence', async () => {
    const [crm, erp] = [key('CRM'), key('ERP')]
    const { id } = await mint(crm)
    await crosswalk.markAbsent([{ entity, id, system: 'ERP', until: nowMs + 1 }])
    await link(id, erp)
    expect((await read(id))?.links.get('ERP')).toEqual({ state: 'LINKED', externalId: erp.externalId })
  })

  test('an ambiguity is listed for review until a person links the record', async () => {
    const { id } = await mint(key('CRM'))
    const chosen = key('ERP')
    const candidates = ['z', chosen.externalId]
    const ambiguity = { entity, id, system: 'ERP', matchedBy: 'email', candidates, reason: 'two' }
    await crosswalk.markAmbiguous([ambiguity])
    expect((await read(id))?.links.get('ERP')).toEqual({ state: 'AMBIGUOUS' })
    const { reviews } = await crosswalk.reviews({ first: 1, after: null })
    expect(reviews).toEqual([
      { ...ambiguity, candidates: candidates.toSorted(), seenAt: new Date(nowMs).toISOString() },
    ])
    await crosswalk.linkExplicitly(entity, id, chosen, [])
    const left = await crosswalk.reviews({ first: 100, after: null })
    expect(left.reviews.filter((review) => review.id === id)).toEqual([])
  })

  test('reviews are paged newest first, and one that is seen again stays in its place', async () => {
    const ids: string[] = []
    for (let index = 0; index < 3; index++) {
      const { id } = await mint(key('CRM'))
      ids.unshift(id)
      nowMs += 1_000
      await crosswalk.markAmbiguous([
        { entity, id, system: 'CRS', matchedBy: 'phone', candidates: ['1', '2'], reason: 'two' },
      ])
    }
    await crosswalk.markAmbiguous([
      { entity, id: ids[2]!, system: 'CRS', matchedBy: 'phone', candidates: ['2', '1'], reason: 'two' },
    ])
    const first = await crosswalk.reviews({ first: 2, after: null })
    expect(first.reviews.map(({ id }) => id)).toEqual(ids.slice(0, 2))
    expect(first.hasNextPage).toBe(true)
    const second = await crosswalk.reviews({ first: 1, after: first.cursors[1]! })
    expect(second.reviews.map(({ id }) => id)).toEqual(ids.slice(2))
  })

  test('the reviews of a merged identity move to the one that stays', async () => {
    const [crm, crs] = [key('CRM'), key('CRS')]
    const stays = await mint(crm)
    const goes = await mint(crs)
    await crosswalk.markAmbiguous([
      { entity, id: goes.id, system: 'ERP', matchedBy: 'email', candidates: ['1', '2'], reason: 'two' },
    ])
    await link(stays.id, crs)
    expect((await read(stays.id))?.links.get('ERP')).toEqual({ state: 'AMBIGUOUS' })
    const { reviews } = await crosswalk.reviews({ first: 1, after: null })
    expect(reviews).toMatchObject([{ id: stays.id, system: 'ERP' }])
  })

  test('an ended link ends alone and is kept in the history', async () => {
    const [crm, erp] = [key('CRM'), key('ERP')]
    const { id } = await mint(crm)
    await link(id, erp)
    await crosswalk.endLinks([{ entity, key: erp }])
    expect(externalIdsOf(await read(id))).toEqual({ CRM: crm.externalId })
    const history = await database.query(
      'select id, ending, origin, matched_by from link_history where external_id = $1',
      [erp.externalId],
    )
    expect(history).toEqual([{ id, ending: 'GONE', origin: 'MATCHED', matched_by: 'email' }])
  })

  test('an entity without a live link does not exist, and gets its id back when its record returns', async () => {
    const crm = key('CRM')
    const { id } = await mint(crm)
    await crosswalk.markAbsent([{ entity, id, system: 'ERP', until: nowMs + 60_000 }])
    await crosswalk.endLinks([{ entity, key: crm }])
    expect(await read(id)).toBeUndefined()
    expect(await crosswalk.findAnyById(id)).toBeNull()
    expect((await mint(crm)).id).toBe(id)
  })

  test('an explicit link takes the record from another identity, which stays with its other records', async () => {
    const [crm, otherCrm, erp] = [key('CRM'), key('CRM'), key('ERP')]
    const one = await mint(crm)
    const other = await mint(otherCrm)
    await link(other.id, erp)
    const { identity } = await crosswalk.linkExplicitly(entity, one.id, erp, [])
    expect(externalIdsOf(identity)).toEqual({ CRM: crm.externalId, ERP: erp.externalId })
    expect(await read(one.id)).toEqual(identity)
    expect(externalIdsOf(await read(other.id))).toEqual({ CRM: otherCrm.externalId })
  })

  test('an identity that loses its last record to an explicit link becomes an alias', async () => {
    const [crm, erp] = [key('CRM'), key('ERP')]
    const one = await mint(crm)
    const other = await mint(erp)
    const { identity } = await crosswalk.linkExplicitly(entity, one.id, erp, [])
    expect(await read(other.id)).toEqual(identity)
  })

  test('a record that an explicit link pushed out gets an identity of its own', async () => {
    const [first, second, erp] = [key('CRM'), key('CRM'), key('ERP')]
    const one = await mint(erp)
    const other = await mint(first)
    await link(one.id, first)
    await crosswalk.linkExplicitly(entity, one.id, second, [])
    const homeless = await mint(first)
    expect([one.id, other.id]).not.toContain(homeless.id)
    expect(externalIdsOf(homeless)).toEqual({ CRM: first.externalId })
    expect((await read(other.id))?.id).toBe(one.id)
  })

  test('an explicit link to an entity that does not exist is refused', async () => {
    await expect(crosswalk.linkExplicitly(entity, 'nobody', key('ERP'), [])).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  test('two replicas that merge the same identities in opposite directions end up with one', async () => {
    const [crm, erp] = [key('CRM'), key('ERP')]
    const one = await mint(crm)
    const other = await mint(erp)
    await Promise.all([
      fresh().linkMatched([{ entity, id: one.id, key: erp, matchedBy: 'email' }]),
      fresh().linkMatched([{ entity, id: other.id, key: crm, matchedBy: 'email' }]),
    ])
    const found = await fresh().findByIds(entity, [one.id, other.id])
    expect(found.get(one.id)).toEqual(found.get(other.id))
    expect(found.get(one.id)?.links.size).toBe(2)
  })

  test('an id that the store cannot hold is refused by name of its system', async () => {
    await expect(crosswalk.mint(entity, 'ERP', ['a\0b'])).rejects.toMatchObject({
      code: 'UPSTREAM_BAD_RESPONSE',
      details: { system: 'ERP' },
    })
  })
}
