import { createCrosswalk } from '../../src/identity/create-crosswalk.ts'
import type { Crosswalk, ExternalKey, Identity } from '../../src/identity/crosswalk.ts'
import type { AuditEntry } from '../../src/audit/audit-trail.ts'
import type { Database } from '../../src/store/database.ts'
import { externalIdsOf } from './external-ids-of.ts'

/** What is promised of people's decisions, on whichever database. */
export function describeIdentityDecisions(open: () => Promise<Database>): void {
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
  }, 120_000)
  beforeEach(() => void (nowMs += 1_000))
  afterAll(() => database.close())

  let serial = 0
  const key = (system: string): ExternalKey => ({ system, externalId: `d-${system}-${++serial}` })
  const audit = (event: string): AuditEntry[] => [
    {
      ...{ event, at: nowMs, principal: 'key:oper0001', client: 'console', requestId: `r-${++serial}` },
      ...{ writeId: null, entity, entityId: null, system: null, facts: {}, fields: null, person: null },
    },
  ]
  const audited = async () =>
    Number((await database.query('select count(*) as n from audit_entry', []))[0]?.n)
  const mint = async (record: ExternalKey): Promise<Identity> =>
    (await crosswalk.mint(entity, record.system, [record.externalId])).get(record.externalId)!
  const match = async (id: string, record: ExternalKey) =>
    (await crosswalk.linkMatched([{ entity, id, key: record, matchedBy: 'email' }]))[0]!
  /** A new entity with these records. */
  const entityOf = async (first: ExternalKey, ...others: ExternalKey[]): Promise<string> => {
    const { id } = await mint(first)
    for (const other of others) expect(await match(id, other)).toMatchObject({ kind: 'linked' })
    return id
  }
  /** As memory has it, and as the store has it: they never differ. */
  const recordsOf = async (id: string) => {
    const remembered = (await crosswalk.findByIds(entity, [id])).get(id)
    expect(remembered).toEqual((await fresh().findByIds(entity, [id])).get(id))
    return externalIdsOf(remembered)
  }
  const idOf = async (id: string) => (await crosswalk.findByIds(entity, [id])).get(id)?.id
  const reviewsOf = async (id: string) =>
    (await crosswalk.reviews({ first: 200, after: null })).reviews.filter((review) => review.id === id)
  const doubt = (id: string, system: string, candidates: string[]) =>
    crosswalk.markAmbiguous([{ entity, id, system, matchedBy: 'email', candidates, reason: 'several' }])

  test('a record that was unlinked is not linked again by any match', async () => {
    const [crm, crs] = [key('CRM'), key('CRS')]
    const id = await entityOf(crm, crs)
    const { identity, refused } = await crosswalk.unlink(entity, id, 'CRS', audit('identity.unlinked'))
    expect(refused).toEqual([crs])
    expect(externalIdsOf(identity)).toEqual({ CRM: crm.externalId })
    expect(await match(id, crs)).toMatchObject({ kind: 'refused', identity: { id } })

    const own = await mint(crs)
    expect(own.id).not.toBe(id)
    expect(await match(own.id, crm)).toMatchObject({ kind: 'refused', identity: { id: own.id } })
    expect(await match(id, crs)).toMatchObject({ kind: 'refused' })
    expect(await recordsOf(id)).toEqual({ CRM: crm.externalId })
    expect(await recordsOf(own.id)).toEqual({ CRS: crs.externalId })
  })

  test('a record that gave its entity the id gets another one when it is unlinked', async () => {
    const [crm, crs] = [key('CRM'), key('CRS')]
    const id = await entityOf(crs, crm)
    await crosswalk.unlink(entity, id, 'CRS', audit('identity.unlinked'))
    const own = await mint(crs)
    expect(own.id).not.toBe(id)
    expect(await recordsOf(id)).toEqual({ CRM: crm.externalId })
  })

  test('a third record that both could have does not join what a person parted', async () => {
    const [crm, crs, erp] = [key('CRM'), key('CRS'), key('ERP')]
    const id = await entityOf(crm, crs)
    await crosswalk.unlink(entity, id, 'CRS', audit('identity.unlinked'))
    const own = await entityOf(crs, erp)
    expect(await match(id, erp)).toMatchObject({ kind: 'refused' })
    expect(await recordsOf(own)).toEqual({ CRS: crs.externalId, ERP: erp.externalId })
  })

  test('an explicit link takes a refusal back', async () => {
    const [crm, crs] = [key('CRM'), key('CRS')]
    const id = await entityOf(crm, crs)
    await crosswalk.unlink(entity, id, 'CRS', audit('identity.unlinked'))
    await crosswalk.linkExplicitly(entity, id, crs, audit('identity.linked'))
    await crosswalk.endLinks([{ entity, key: crs }])
    expect(await match(id, crs)).toMatchObject({ kind: 'linked' })
  })

  test('the records of a question that a person dismissed are not asked about again', async () => {
    const id = await entityOf(key('CRM'))
    const [one, other, third] = [key('ERP'), key('ERP'), key('ERP')]
    const both = [one.externalId, other.externalId]
    expect(await doubt(id, 'ERP', both)).toEqual(['LISTED'])
    const { refused } = await crosswalk.unlink(entity, id, 'ERP', audit('identity.unlinked'))
    expect(refused).toEqual([one, other])
    expect(await reviewsOf(id)).toEqual([])
    expect(await doubt(id, 'ERP', both)).toEqual(['REFUSED'])
    expect(await reviewsOf(id)).toEqual([])
    expect((await crosswalk.findByIds(entity, [id])).get(id)?.links.has('ERP')).toBe(false)

    expect(await doubt(id, 'ERP', [...both, third.externalId])).toEqual(['LISTED'])
    expect(await reviewsOf(id)).toMatchObject([{ candidates: [third.externalId] }])
  })

  test('the only record of an entity is not unlinked, nor is what is not linked', async () => {
    const id = await entityOf(key('CRM'))
    const before = await audited()
    await expect(crosswalk.unlink(entity, id, 'CRM', audit('identity.unlinked'))).rejects.toMatchObject({
      code: 'CONFLICT',
      details: { system: 'CRM' },
    })
    await expect(crosswalk.unlink(entity, id, 'ERP', audit('identity.unlinked'))).rejects.toMatchObject({
      code: 'NOT_FOUND',
      details: { system: 'ERP' },
    })
    expect(await audited()).toBe(before)
  })

  test('an explicit link keeps the identity that it took the record from apart', async () => {
    const [crm, erp, crs] = [key('CRM'), key('ERP'), key('CRS')]
    const one = await entityOf(crm)
    const other = await entityOf(crs, erp)
    const linked = await crosswalk.linkExplicitly(entity, one, erp, audit('identity.linked'))
    expect(linked).toMatchObject({ replaced: null, takenFrom: other })
    expect(await match(other, erp)).toMatchObject({ kind: 'refused' })
    expect(await recordsOf(other)).toEqual({ CRS: crs.externalId })
  })

  test('a merge moves the records, and the id that goes leads to the one that stays', async () => {
    const [crm, erp, crs] = [key('CRM'), key('ERP'), key('CRS')]
    const keep = await entityOf(crm)
    const drop = await entityOf(crs, erp)
    const merged = await crosswalk.merge(entity, keep, drop, audit('customer.merged'))
    expect(merged).toMatchObject({ identity: { id: keep }, duplicates: [] })
    expect(merged.moved.toSorted((a, b) => a.system.localeCompare(b.system))).toEqual([crs, erp])
    expect(await recordsOf(drop)).toEqual({
      CRM: crm.externalId,
      CRS: crs.externalId,
      ERP: erp.externalId,
    })
    expect(await idOf(drop)).toBe(keep)
  })

  test('a second merge of the same two changes nothing', async () => {
    const keep = await entityOf(key('CRM'))
    const drop = await entityOf(key('CRS'))
    const first = await crosswalk.merge(entity, keep, drop, audit('customer.merged'))
    const history = () => database.query('select count(*) as n from link_history', [])
    const before = await history()
    for (const [one, other] of [
      [keep, drop],
      [drop, keep],
    ] as const)
      expect(await crosswalk.merge(entity, one, other, audit('customer.merged'))).toEqual({
        ...{ identity: first.identity, moved: [], duplicates: [] },
      })
    expect(await history()).toEqual(before)
  })

  test('two records of one system are a question for a person until one of them is linked or gone', async () => {
    const [first, second, crs] = [key('CRM'), key('CRM'), key('CRS')]
    const keep = await entityOf(first)
    const drop = await entityOf(second, crs)
    const { moved, duplicates } = await crosswalk.merge(entity, keep, drop, audit('customer.merged'))
    expect([moved, duplicates]).toEqual([[crs], [second]])
    expect(await recordsOf(keep)).toEqual({ CRM: first.externalId, CRS: crs.externalId })
    const candidates = [first.externalId, second.externalId].toSorted()
    const question = [{ system: 'CRM', matchedBy: 'merge', candidates }]
    expect(await reviewsOf(keep)).toMatchObject(question)
    await match(keep, key('ERP'))
    expect(await reviewsOf(keep)).toMatchObject(question)

    await crosswalk.linkExplicitly(entity, keep, first, audit('identity.linked'))
    expect(await reviewsOf(keep)).toEqual([])
  })

  test('a second record that its system no longer has is no question', async () => {
    const [first, second] = [key('CRM'), key('CRM')]
    const keep = await entityOf(first)
    await crosswalk.merge(entity, keep, await entityOf(second), audit('customer.merged'))
    expect(await reviewsOf(keep)).toHaveLength(1)
    await crosswalk.endLinks([{ entity, key: second }])
    expect(await reviewsOf(keep)).toEqual([])
  })

  test('a merge overrules what was refused before', async () => {
    const [crm, crs] = [key('CRM'), key('CRS')]
    const keep = await entityOf(crm, crs)
    await crosswalk.unlink(entity, keep, 'CRS', audit('identity.unlinked'))
    const { id } = await mint(crs)
    await crosswalk.merge(entity, keep, id, audit('customer.merged'))
    expect(await recordsOf(id)).toEqual({ CRM: crm.externalId, CRS: crs.externalId })
    expect(
      await database.query('select 1 from link_refusal where external_id = $1', [crs.externalId]),
    ).toEqual([])
  })

  test('a merge that is taken back gives both their records, and no match joins them again', async () => {
    const [crm, second, crs, erp] = [key('CRM'), key('CRM'), key('CRS'), key('ERP')]
    const keep = await entityOf(crm, erp)
    const drop = await entityOf(second, crs)
    await crosswalk.merge(entity, keep, drop, audit('customer.merged'))
    const { identity, from, restored, elsewhere } = await crosswalk.unmerge(
      entity,
      drop,
      audit('customer.unmerged'),
    )
    expect(externalIdsOf(identity)).toEqual({ CRM: second.externalId, CRS: crs.externalId })
    expect(externalIdsOf(from)).toEqual({ CRM: crm.externalId, ERP: erp.externalId })
    expect([restored.length, elsewhere]).toEqual([2, []])
    expect(await idOf(drop)).toBe(drop)
    expect(await recordsOf(drop)).toEqual(externalIdsOf(identity))
    expect(await recordsOf(keep)).toEqual(externalIdsOf(from))
    expect(await reviewsOf(keep)).toEqual([])
    expect(await match(keep, crs)).toMatchObject({ kind: 'refused' })
    expect(await match(drop, erp)).toMatchObject({ kind: 'refused' })
  })

  test('a merge that a match made can be taken back too', async () => {
    const [crm, crs] = [key('CRM'), key('CRS')]
    const keep = await entityOf(crm)
    const drop = await entityOf(crs)
    await match(keep, crs)
    await crosswalk.unmerge(entity, drop, audit('customer.unmerged'))
    expect(await recordsOf(drop)).toEqual({ CRS: crs.externalId })
    expect(await match(keep, crs)).toMatchObject({ kind: 'refused' })
  })

  test('merges into a merged id are taken back in any order', async () => {
    for (const innerFirst of [true, false]) {
      const [crm, erp, crs] = [key('CRM'), key('ERP'), key('CRS')]
      const ids = [await entityOf(crm), await entityOf(erp), await entityOf(crs)] as const
      await crosswalk.merge(entity, ids[1], ids[2], audit('customer.merged'))
      await crosswalk.merge(entity, ids[0], ids[1], audit('customer.merged'))
      if (innerFirst) {
        await crosswalk.unmerge(entity, ids[2], audit('customer.unmerged'))
        const middle = await crosswalk.unmerge(entity, ids[1], audit('customer.unmerged'))
        expect(middle.elsewhere).toEqual([{ key: crs, id: ids[2] }])
      } else {
        await crosswalk.unmerge(entity, ids[1], audit('customer.unmerged'))
        expect(await idOf(ids[2])).toBe(ids[1])
        await crosswalk.unmerge(entity, ids[2], audit('customer.unmerged'))
      }
      expect(await recordsOf(ids[0])).toEqual({ CRM: crm.externalId })
      expect(await recordsOf(ids[1])).toEqual({ ERP: erp.externalId })
      expect(await recordsOf(ids[2])).toEqual({ CRS: crs.externalId })
    }
  })

  test('a second record that was seen again on its own goes back with its id', async () => {
    const [first, second] = [key('CRM'), key('CRM')]
    const keep = await entityOf(first)
    const drop = await entityOf(second)
    await crosswalk.merge(entity, keep, drop, audit('customer.merged'))
    const stray = await mint(second)
    expect([keep, drop]).not.toContain(stray.id)
    await crosswalk.unmerge(entity, drop, audit('customer.unmerged'))
    expect(await recordsOf(drop)).toEqual({ CRM: second.externalId })
    expect(await idOf(stray.id)).toBe(drop)
  })

  test('a record that a person linked elsewhere since stays there, and the answer says where', async () => {
    const [crm, erp, crs] = [key('CRM'), key('ERP'), key('CRS')]
    const keep = await entityOf(crm)
    const drop = await entityOf(crs, erp)
    const third = await entityOf(key('CRM'))
    await crosswalk.merge(entity, keep, drop, audit('customer.merged'))
    await crosswalk.linkExplicitly(entity, third, erp, audit('identity.linked'))
    const { restored, elsewhere } = await crosswalk.unmerge(entity, drop, audit('customer.unmerged'))
    expect([restored, elsewhere]).toEqual([[crs], [{ key: erp, id: third }]])

    await crosswalk.merge(entity, keep, drop, audit('customer.merged'))
    await crosswalk.linkExplicitly(entity, third, crs, audit('identity.linked'))
    await expect(crosswalk.unmerge(entity, drop, audit('customer.unmerged'))).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining(third) as string,
    })
    expect(await idOf(drop)).toBe(keep)
  })

  test('an id that is no alias has no merge to take back', async () => {
    const id = await entityOf(key('CRM'))
    const entries = audit('customer.unmerged')
    await expect(crosswalk.unmerge(entity, id, entries)).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect(crosswalk.unmerge(entity, 'nobody', entries)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('ids that stand for nothing, and one given twice, are refused by name of their argument', async () => {
    const id = await entityOf(key('CRM'))
    const entries = audit('customer.merged')
    await expect(crosswalk.merge(entity, id, 'nobody', entries)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      details: { field: 'duplicate' },
    })
    await expect(crosswalk.merge(entity, 'a\0b', id, entries)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      details: { field: 'id' },
    })
    await expect(crosswalk.merge(entity, id, id, entries)).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect(
      crosswalk.linkExplicitly(entity, id, { system: 'ERP', externalId: 'a\0b' }, entries),
    ).rejects.toMatchObject({ code: 'BAD_USER_INPUT', details: { field: 'externalId' } })
  })

  test('each decision leaves its audit entry, and none is made whose entry cannot be written', async () => {
    const [crm, crs, erp] = [key('CRM'), key('CRS'), key('ERP')]
    const [keep, drop] = [await entityOf(crm), await entityOf(crs)]
    const before = await audited()
    await crosswalk.merge(entity, keep, drop, audit('customer.merged'))
    await crosswalk.unmerge(entity, drop, audit('customer.unmerged'))
    await crosswalk.linkExplicitly(entity, keep, erp, audit('identity.linked'))
    await crosswalk.unlink(entity, keep, 'ERP', audit('identity.unlinked'))
    expect(await audited()).toBe(before + 4)

    const [entry] = audit('customer.merged')
    const unwritable = [{ ...entry!, fields: { email: { before: null, after: 'x' } } }]
    await expect(crosswalk.merge(entity, keep, drop, unwritable)).rejects.toThrow(TypeError)
    expect(await idOf(drop)).toBe(drop)
    expect(await recordsOf(drop)).toEqual({ CRS: crs.externalId })
  })

  test('two replicas that merge and take back at once end up with one of the two', async () => {
    const [crm, crs] = [key('CRM'), key('CRS')]
    const [keep, drop] = [await entityOf(crm), await entityOf(crs)]
    await crosswalk.merge(entity, keep, drop, audit('customer.merged'))
    await Promise.allSettled([
      fresh().unmerge(entity, drop, audit('customer.unmerged')),
      fresh().merge(entity, keep, drop, audit('customer.merged')),
    ])
    const found = await fresh().findByIds(entity, [keep, drop])
    const sizes = [keep, drop].map((id) => found.get(id)?.links.size)
    expect([
      [1, 1],
      [2, 2],
    ]).toContainEqual(sizes)
  })
}
