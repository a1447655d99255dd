import { createCrosswalk } from '../../src/identity/create-crosswalk.ts'
import { Secret } from '../../src/secrets/secret.ts'
import { openDatabase } from '../../src/store/database.ts'
import { migrate } from '../../src/store/migrations/migrate.ts'
import { freePorts, runHeadwater, temporaryFolder, writeConfig } from '../e2e/run-headwater.ts'
import { describeNeeding, needsVariables } from '../support/needs.ts'
import { createScratchDatabase, type ScratchDatabase } from './scratch-databases.ts'

describeNeeding(needsVariables('POSTGRES_URL'), 'headwater try with a PostgreSQL store', () => {
  const folder = temporaryFolder()
  let scratch: ScratchDatabase
  let config: string
  let id: string

  beforeAll(async () => {
    scratch = await createScratchDatabase(process.env.POSTGRES_URL ?? '', 'try')
    await scratch.query(
      'create table guests (guest_key text primary key, points integer, segment text, mail text)',
    )
    await scratch.query("insert into guests values ('G-1', 120, 'Gold', 'guest.one@example.com')")
    const database = await openDatabase({ url: new Secret(scratch.url, 'test'), dataDir: '' })
    await migrate(database)
    const crosswalk = createCrosswalk({ database, now: Date.now })
    const minted = await crosswalk.mint('Customer', 'DATABASE', ['G-1'])
    id = minted.get('G-1')?.id ?? ''
    await crosswalk.close()
    await database.close()
    config = writeConfig(
      folder,
      'try.ts',
      `export default headwater.defineConfig({ systems: { DATABASE: { owner: 'Data', contact: 'data@example.com',
        datasource: headwater.postgres({ url: headwater.env('COMPANY_URL'), tables: {
          Customer: { table: 'guests', id: 'guest_key', keys: { email: 'mail' },
            columns: { customerKey: 'guest_key', loyaltyPoints: 'points', segment: 'segment' },
            unavailable: { lifetimeValue: 'not kept here' } },
          Booking: { table: 'guests', id: 'guest_key', columns: {}, unavailable: { attribution: 'not kept here' } },
        } }) } } })`,
    )
  })
  afterAll(() => scratch.drop())

  async function run(args: readonly string[], storeUrl = scratch.url) {
    const environment = { HEADWATER_STORE_URL: storeUrl, COMPANY_URL: scratch.url, LOG_LEVEL: 'error' }
    const started = runHeadwater([...args, '--config', config], environment)
    const code = await started.ended
    return { code, stdout: started.stdout, stderr: started.stderr.trim() }
  }
  const shown = async () => {
    const { stdout } = await run(['audit', 'list', '--event', 'record.values.shown', '--json'])
    return stdout.trim() === ''
      ? []
      : stdout
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as object)
  }

  test('its links are read without a gateway: a canonical id leads to the record, a record to its id', async () => {
    for (const subject of [id, 'DATABASE:G-1', 'email=guest.one@example.com']) {
      const { code, stdout } = await run(['try', 'customer', subject])
      expect(code).toBe(0)
      expect(stdout).toMatch(new RegExp(`^Customer ${id}\\n`))
      expect(stdout).toMatch(/segment +segment +"Aaaa" \(4\) +"Aaaa" \(4\)/)
      expect(stdout).not.toMatch(/Gold|120/)
    }
    expect(await shown()).toEqual([])
  })

  test('values that are shown are in its trail', async () => {
    const { stdout } = await run(['try', 'customer', id, '--show-values'])
    expect(stdout).toMatch(/loyaltyPoints +points +120 +120/)
    expect(await shown()).toEqual([
      expect.objectContaining({ entity: 'Customer', entityId: id, facts: { systems: ['DATABASE'] } }),
    ])
  })

  test('while the store is away, keys work and show nothing; values are refused', async () => {
    const away = `postgres://nobody@127.0.0.1:${await freePorts(1)}/none`
    const masked = await run(['try', 'customer', 'email=guest.one@example.com'], away)
    expect([masked.code, masked.stderr]).toEqual([0, ''])
    expect(masked.stdout).toMatch(/^Links are not known\. /)
    const refused = await run(['try', 'customer', 'email=guest.one@example.com', '--show-values'], away)
    expect([refused.code, refused.stdout]).toEqual([1, ''])
    expect(refused.stderr).toMatch(/^Values are shown only where the audit trail can tell of it\./)
  })
})
