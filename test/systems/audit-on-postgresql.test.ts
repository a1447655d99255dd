import { setTimeout as delay } from 'node:timers/promises'
import { CompiledQuery } from 'kysely'
import { appendAudit } from '../../src/audit/append-audit.ts'
import { createAuditSealer, sealAudit } from '../../src/audit/create-audit-sealer.ts'
import { erasePerson } from '../../src/audit/erase-person.ts'
import { purgeAudit } from '../../src/audit/purge-audit.ts'
import { readAudit } from '../../src/audit/read-audit.ts'
import { verifyAudit } from '../../src/audit/verify-audit.ts'
import { Secret } from '../../src/secrets/secret.ts'
import { openDatabase, type Database } from '../../src/store/database.ts'
import { eraseValues } from '../../src/outbox/erase-values.ts'
import { createQueue } from '../../src/store/queue.ts'
import { migrateAs } from '../../src/store/migrate-as.ts'
import { describeNeeding, needsVariables } from '../support/needs.ts'
import { auditEntry } from '../unit/audit/audit-entries.ts'
import { createScratchDatabase, type ScratchDatabase } from './scratch-databases.ts'

describeNeeding(needsVariables('POSTGRES_URL'), 'the audit trail on PostgreSQL', () => {
  const [ownerRole, gatewayRole] = [`hw_owner_${process.pid}`, `hw_gateway_${process.pid}`]
  let store: ScratchDatabase
  let gateway: Database
  let owner: Secret
  const urlFor = (role: string): Secret => {
    const url = new URL(store.url)
    url.username = role
    url.password = 'of-a-test'
    return new Secret(url.href, 'test')
  }
  const append = (...entries: Parameters<typeof appendAudit>[1][number][]) =>
    gateway.transaction((transaction) => appendAudit(transaction, entries))

  const erase = (customer: string) =>
    erasePerson(gateway, { customer, principal: 'operator', at: Date.now() }, eraseValues)

  beforeAll(async () => {
    store = await createScratchDatabase(process.env.POSTGRES_URL ?? '', 'audit')
    for (const role of [ownerRole, gatewayRole])
      await store.query(`create role ${role} login password 'of-a-test' nosuperuser`)
    await store.query(`grant create on database ${new URL(store.url).pathname.slice(1)} to ${ownerRole}`)
    owner = urlFor(ownerRole)
    gateway = await openDatabase({ url: urlFor(gatewayRole), dataDir: '' })
    await migrateAs(gateway, owner)
  }, 60_000)
  afterAll(async () => {
    await gateway.close()
    await store.drop()
    for (const role of [gatewayRole, ownerRole]) await dropRole(role)
  })
  /** Of the server, not of the database that is gone. */
  async function dropRole(role: string): Promise<void> {
    const server = await openDatabase({
      url: new Secret(process.env.POSTGRES_URL ?? '', 'test'),
      dataDir: '',
    })
    await server.query(`drop role ${role}`, [])
    await server.close()
  }

  test('the role of a gateway appends, seals, verifies, reads and erases', async () => {
    await append(auditEntry({ writeId: 'create', person: null }))
    await append(auditEntry({ writeId: 'create', person: 'ada', fields: null }))
    await sealAudit(gateway)
    expect(await verifyAudit(gateway)).toMatchObject({ entries: 2, firstBad: null })
    const [entry] = (
      await readAudit(gateway, { filter: { writeId: 'create' }, first: 2, after: null })
    ).entries.slice(-1)
    expect(entry?.values.state).toBe('KEPT')
    expect(await erase('ada')).toEqual({ destroyed: 1, writes: { cleared: 0, waiting: [] } })
    await sealAudit(gateway)
    expect(await verifyAudit(gateway)).toMatchObject({ entries: 3, firstBad: null })
  })

  test('the role of a gateway works on the queue in a schema that it could not have made', async () => {
    const errors: unknown[] = []
    const queue = await createQueue({
      database: gateway,
      names: ['writes'],
      onError: (error) => errors.push(error),
    })
    const woken = Promise.withResolvers<undefined>()
    await queue.work('writes', () => woken.resolve(undefined))
    await queue.wake('writes')
    await woken.promise
    await queue.close()
    await migrateAs(gateway, owner)
    expect(errors).toEqual([])
    await expect(gateway.query('create schema other', [])).rejects.toThrow('permission denied')
  }, 60_000)

  test('retention removes the oldest under that role, too', async () => {
    expect(await purgeAudit(gateway, Date.now() - 40 * 86_400_000, Date.now())).toBe(0)
    await expect(purgeAudit(gateway, Date.now(), Date.now())).rejects.toThrow('last 30 days')
  })

  test.each([
    `update audit_entry set principal = 'other'`,
    `update audit_entry set position = 9, previous_hash = '', hash = ''`,
    'delete from audit_entry',
    'truncate audit_entry',
    'update audit_key set key = null',
    'delete from audit_key',
    `update audit_chain set head_position = 0`,
    'update migration set checksum = name',
    'alter table audit_entry disable trigger user',
    'drop table audit_entry',
    'create or replace function seal_audit_entries(most int) returns int language sql as $$ select 0 $$',
    `create table headwater.more (id int)`,
  ])('the role of a gateway may not: %s', async (statement) => {
    await expect(gateway.query(statement, [])).rejects.toMatchObject({ code: '42501' })
  })

  test('a temporary table of the same name misleads no function', async () => {
    const { head } = await verifyAudit(gateway)
    await gateway.transaction(async (transaction) => {
      const run = (text: string) => transaction.executeQuery(CompiledQuery.raw(text))
      await run('create temporary table audit_chain on commit drop as select * from headwater.audit_chain')
      await run(`update pg_temp.audit_chain set head_hash = repeat('f', 64)`)
      await appendAudit(transaction, [auditEntry({ writeId: 'misled' })])
      await run('select headwater.seal_audit_entries(10)')
    })
    expect(await verifyAudit(gateway, { knownHead: head.hash })).toMatchObject({
      firstBad: null,
      hasKnownHead: true,
    })
  })

  test('a start with the credentials of the gateway alone goes on, when there is nothing to change', async () => {
    await migrateAs(gateway, null)
  })

  test('credentials that may not bring the store to this version are told so in one sentence', async () => {
    const other = await openDatabase({ url: urlFor(gatewayRole), dataDir: '', schema: 'another' })
    await expect(migrateAs(other, null)).rejects.toThrow('HEADWATER_STORE_MIGRATE_URL')
    await other.close()
  })

  test('replicas that start together under both roles do not get in each other’s way', async () => {
    await Promise.all(Array.from({ length: 4 }, () => migrateAs(gateway, owner)))
  })

  test('four sealers and eight writers at once make one whole chain with every entry once', async () => {
    const before = await verifyAudit(gateway)
    const others = await Promise.all(
      Array.from({ length: 3 }, () =>
        openDatabase({ url: urlFor(gatewayRole), dataDir: '', maxConnections: 2 }),
      ),
    )
    const problems: unknown[] = []
    const onProblem = (_message: string, error: unknown) => void problems.push(error)
    const sealers = [gateway, ...others].map((database) =>
      createAuditSealer({ database, everyMs: 5, onProblem }),
    )
    await Promise.all(
      Array.from({ length: 8 }, async (_, writer) => {
        for (let index = 0; index < 50; index++)
          await gateway.transaction(async (transaction) => {
            await appendAudit(transaction, [auditEntry({ writeId: `${writer}-${index}` })])
            // Some commit late, behind younger entries that are sealed already.
            if (index % 10 === 0) await delay(40)
          })
      }),
    )
    await Promise.all(sealers.map((sealer) => sealer.close()))
    await sealAudit(gateway)
    expect(problems).toEqual([])
    const after = await verifyAudit(gateway, { knownHead: before.head.hash })
    expect(after).toMatchObject({ firstBad: null, unsealed: 0, hasKnownHead: true })
    expect(after.head.position - before.head.position).toBe(400)
    const [row] = await gateway.query(
      'select count(*)::int as late from audit_entry a join audit_entry b on b.position = a.position - 1 where a.seq < b.seq',
      [],
    )
    expect(row?.late).toBeGreaterThan(0)
  }, 60_000)

  test('an erasure waits for what is being written about the person, and includes it', async () => {
    const written = Promise.withResolvers<undefined>()
    const goOn = Promise.withResolvers<undefined>()
    const writing = gateway.transaction(async (transaction) => {
      await appendAudit(transaction, [auditEntry({ writeId: 'first', person: 'ben' })])
      written.resolve(undefined)
      await goOn.promise
    })
    await written.promise
    const erasing = erase('ben')
    await delay(100)
    goOn.resolve(undefined)
    await writing
    expect(await erasing).toMatchObject({ destroyed: 1 })
  })
})
