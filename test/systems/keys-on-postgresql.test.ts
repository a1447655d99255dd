import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { createKeyRepository } from '../../src/keys/key-repository.ts'
import { digestOf, makeKeyText } from '../../src/keys/key-text.ts'
import { createCrosswalkTables } from '../../src/store/migrations/0001-crosswalk.ts'
import { migrate } from '../../src/store/migrations/migrate.ts'
import { openDatabase } from '../../src/store/database.ts'
import { Secret } from '../../src/secrets/secret.ts'
import { freePorts, runHeadwater, writeConfig, type Run } from '../e2e/run-headwater.ts'
import { describeNeeding, needsVariables } from '../support/needs.ts'
import { reportFigure } from '../support/report-figure.ts'
import { createScratchDatabase, type ScratchDatabase } from './scratch-databases.ts'

describeNeeding(needsVariables('POSTGRES_URL'), 'API keys with a PostgreSQL store', () => {
  const folder = mkdtempSync(join(tmpdir(), 'headwater-keys-'))
  const config = writeConfig(
    folder,
    'keys.config.ts',
    "export default headwater.defineConfig({ systems: {}, http: { host: '127.0.0.1' } })",
  )
  const dataDir = join(folder, 'data')
  let store: ScratchDatabase
  let ports: number[]
  let gateways: Run[] = []
  const environment = () => ({ HEADWATER_STORE_URL: store.url, HEADWATER_DATA_DIR: dataDir })
  const keys = async (args: readonly string[], more: Record<string, string> = {}) => {
    const run = runHeadwater(['keys', ...args, '--config', config], { ...environment(), ...more })
    return { code: await run.ended, stdout: run.stdout, stderr: run.stderr.trim() }
  }
  const create = [
    'create',
    '--name',
    'nightly export',
    '--role',
    'SALES',
    '--attribute',
    'accounts=ALL',
    '--all-scopes',
  ]
  const ask = async (port: number, key: string): Promise<number> => {
    const headers = { 'content-type': 'application/json', 'x-api-key': key }
    const body = '{"query":"{ __typename }"}'
    return (await fetch(`http://127.0.0.1:${port}/graphql`, { method: 'POST', headers, body })).status
  }

  beforeAll(async () => {
    store = await createScratchDatabase(process.env.POSTGRES_URL ?? '', 'keys')
    // As the version before keys left it.
    const before = await openDatabase({ url: new Secret(store.url, 'test'), dataDir: '' })
    await migrate(before, [createCrosswalkTables])
    await before.query(
      `insert into link (entity, id, system, external_id, state, origin, created_at, updated_at)
       values ('Customer', 'a', 'CRM', '1', 'LINKED', 'MINTED', now(), now())`,
      [],
    )
    await before.close()
    const first = await freePorts(4)
    ports = [first, first + 1]
  }, 60_000)
  afterAll(async () => {
    for (const { child, ended } of gateways) {
      child.kill('SIGTERM')
      await ended
    }
    await store.drop()
    rmSync(folder, { recursive: true, force: true })
  })

  let firstKey = ''
  test('without any gateway the command makes a key in the database, and migrates it as one would', async () => {
    const made = await keys([...create, '--quiet'])
    expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/^hw_[a-z0-9]{8}_[\w-]{43}\n$/) })
    firstKey = made.stdout.trimEnd()
    expect(await store.query('select external_id from headwater.link')).toEqual([{ external_id: '1' }])
    expect((await keys(['list'])).stdout).toMatch(new RegExp(`^${firstKey.slice(3, 11)} .* ACTIVE$`, 'm'))
  }, 60_000)

  test('two gateways take it, a new one as soon as it is printed, and refuse both within 5 s of revoking', async () => {
    gateways = ports.map((port, index) =>
      runHeadwater(['start', '--config', config], {
        ...environment(),
        PORT: String(port),
        METRICS_PORT: String(port + 2),
        HEADWATER_DATA_DIR: `${dataDir}-${index}`,
      }),
    )
    await Promise.all(gateways.map((gateway) => gateway.saw('is ready')))
    const secondKey = (await keys([...create, '--quiet'])).stdout.trimEnd()
    for (const port of ports) for (const key of [firstKey, secondKey]) expect(await ask(port, key)).toBe(200)

    for (const key of [firstKey, secondKey]) {
      const refusedAt = ports.map(async (port) => {
        while ((await ask(port, key)) !== 401) await delay(20)
        return Date.now()
      })
      expect(await keys(['revoke', key.slice(3, 11)])).toMatchObject({ code: 0 })
      // The command says so only once it is so.
      for (const port of ports) expect(await ask(port, key)).toBe(401)
      const [{ revoked_at: revokedAt } = { revoked_at: '' }] = await store.query(
        'select revoked_at from headwater.api_key where prefix = $1',
        [key.slice(3, 11)],
      )
      const tookMs = (await Promise.all(refusedAt)).map((at) => at - new Date(String(revokedAt)).getTime())
      expect(Math.max(...tookMs)).toBeLessThan(5_000)
      reportFigure(`refused ${tookMs.join(' and ')} ms after it was revoked in the database`)
    }
  }, 120_000)

  test('a key that is revoked in the database itself is refused within 5 s as well', async () => {
    const key = (await keys([...create, '--quiet'])).stdout.trimEnd()
    for (const port of ports) expect(await ask(port, key)).toBe(200)
    await store.query('update headwater.api_key set revoked_at = now() where prefix = $1', [key.slice(3, 11)])
    await delay(5_000)
    for (const port of ports) expect(await ask(port, key)).toBe(401)
  }, 60_000)

  test('no key is in the database, a list, an error or a log, and no data folder is made for the command', async () => {
    const made = await keys([...create, '--json', '--attribute', 'properties=BER'])
    const { key, prefix } = JSON.parse(made.stdout) as { key: string; prefix: string }
    for (const port of ports) expect(await ask(port, key)).toBe(200)
    const rows = await store.query('select to_jsonb(k)::text as row from headwater.api_key k')
    const listed = await keys(['list'])
    const refused = await keys(['revoke', `hw_nosuchkey_${key.slice(12)}`])
    expect(refused.code).toBe(1)
    const said = [made.stderr, listed.stdout, listed.stderr, refused.stdout, refused.stderr]
    const logs = gateways.flatMap(({ stdout, stderr }) => [stdout, stderr])
    const everything = [JSON.stringify(rows), ...said, ...logs].join('\n')
    expect(everything).toContain(prefix)
    expect(everything).toContain('"change":"CREATED"')
    for (const secret of [key, firstKey]) expect(everything).not.toContain(secret.slice(12))
    expect(readdirSync(folder)).not.toContain('data')
  }, 60_000)

  test('of commands that ask for the last free place at once, one gets it', async () => {
    await store.query('delete from headwater.api_key')
    const database = await openDatabase({
      url: new Secret(store.url, 'test'),
      dataDir: '',
      maxConnections: 5,
    })
    const repository = createKeyRepository(database)
    const outcomes = await Promise.all(
      Array.from({ length: 5 }, () => {
        const { prefix, key } = makeKeyText()
        const rights = {
          roles: ['SALES'],
          scopes: 'ALL',
          attributes: {},
          customer: null,
          tenant: 'default',
        } as const
        const times = { createdAt: new Date().toISOString(), expiresAt: null, revokedAt: null }
        const described = { ...rights, ...times, prefix, name: 'till' }
        return repository.insert({ digest: digestOf(key.reveal()), key: described }, 1)
      }),
    )
    expect(outcomes.toSorted()).toEqual(['FULL', 'FULL', 'FULL', 'FULL', 'INSERTED'])
    await database.close()
  })

  test('a database that does not answer is one line, without its address', async () => {
    const url = 'postgres://headwater:canary-7c1d@127.0.0.1:9/none'
    const refused = await keys(['list'], { HEADWATER_STORE_URL: url })
    expect(refused).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^The gateway's own store does not answer/),
    })
    expect(refused.stderr.split('\n')).toHaveLength(1)
    expect(refused.stderr).not.toMatch(/canary|127\.0\.0\.1/)
  }, 30_000)
})
