import { resolve } from 'node:path'
import type { HeadwaterConfig } from '../../../src/config/define-config.ts'
import { Secret } from '../../../src/secrets/secret.ts'
import { resolveSettings } from '../../../src/config/settings.ts'

const resolveWith = (config: Partial<HeadwaterConfig>, environment: Record<string, string> = {}) =>
  resolveSettings(
    { config: { systems: {}, ...config }, file: '/company/headwater.config.ts', lineOf: () => null },
    environment,
  )

test('defaults: port 4000, sandbox ports from 4100, data beside the config', () => {
  const { settings } = resolveWith({})
  expect(settings).toMatchObject({ port: 4000, sandboxPort: 4100, dataDir: '/company/data', storeUrl: null })
})

test('the environment wins over the config', () => {
  const config = { http: { port: 1 }, dataDir: 'a', storeUrl: new Secret('postgres://config', 'test') }
  const environment = { PORT: '2', HEADWATER_DATA_DIR: 'b', HEADWATER_STORE_URL: 'postgres://environment' }
  const { settings } = resolveWith(config, environment)
  expect(settings).toMatchObject({ port: 2, dataDir: resolve('b') })
  expect(settings?.storeUrl?.reveal()).toBe('postgres://environment')
})

test('an empty variable is one that is not set', () => {
  expect(resolveWith({ http: { port: 7 } }, { PORT: '' }).settings?.port).toBe(7)
})

test.each(['http', '-1', '70000', '1.5'])('PORT=%s is refused, not guessed', (port) => {
  const { settings, problems } = resolveWith({}, { PORT: port })
  expect(settings).toBeNull()
  expect(problems.map(({ message }) => message)).toEqual(['PORT has to be a port, 0 to 65535.'])
})

test('the sandbox listens on loopback only, unless told', () => {
  expect(resolveWith({}).settings?.host).toBe('0.0.0.0')
  expect(resolveWith({ sandbox: true }).settings?.host).toBe('127.0.0.1')
  expect(resolveWith({ sandbox: true, http: { host: '::' } }).settings?.host).toBe('::')
})

test.each([undefined, '127.0.0.1', '127.0.0.53', '::1', 'localhost'])(
  'the sandbox’s keys without the sandbox are taken at %s, where nobody else comes',
  (host) => {
    const { settings } = resolveWith({ sandboxKeys: true, ...(host && { http: { host } }) })
    expect(settings).toMatchObject({ sandboxKeys: true, host: host ?? '127.0.0.1' })
  },
)

test.each(['0.0.0.0', '::', '10.0.0.5', 'gateway.example.com', '127.0.0.1.example.com'])(
  'the sandbox’s keys without the sandbox are refused at %s, with the line and the fix',
  (host) => {
    const config = { systems: {}, sandboxKeys: true, http: { host } }
    const lineOf = (path: readonly PropertyKey[]) => (path[0] === 'sandboxKeys' ? 7 : null)
    expect(resolveSettings({ config, file: '/c/headwater.config.ts', lineOf }, {})).toEqual({
      settings: null,
      problems: [
        {
          file: '/c/headwater.config.ts',
          line: 7,
          message: expect.stringMatching(/^sandboxKeys: .*Delete sandboxKeys.*headwater keys create/),
        },
      ],
    })
  },
)

test('with the sandbox they are good at any address: its data is invented', () => {
  expect(resolveWith({ sandbox: true, sandboxKeys: true, http: { host: '::' } }).settings?.host).toBe('::')
})

test.each(['postgres//user:hunter2@db/x', 'mysql://user:hunter2@db/x', 'postgres://user:hunter#2@db/x'])(
  'a store URL like %s is refused without being shown, wherever it came from',
  (url) => {
    const fromConfig = resolveWith({ storeUrl: new Secret(url, 'env STORE') }, {})
    const fromEnvironment = resolveWith({}, { HEADWATER_STORE_URL: url })
    const messages = [fromConfig, fromEnvironment].map(({ problems }) =>
      problems.map(({ message }) => message),
    )
    expect(messages).toEqual([
      [expect.stringMatching(/^storeUrl: env STORE has to be like postgres:\/\//)],
      [expect.stringMatching(/^HEADWATER_STORE_URL has to be like postgres:\/\//)],
    ])
    expect(JSON.stringify(messages)).not.toContain('hunter')
  },
)

test.each([
  'postgresql://db/x',
  'postgres://u:p%23@db:5432/x?sslmode=verify-full',
  'postgres:///x?host=/run/pg',
])('a store URL like %s is taken', (url) => {
  expect(resolveWith({}, { HEADWATER_STORE_URL: url }).settings?.storeUrl?.reveal()).toBe(url)
})

test('HEADWATER_REDIS_URL wins over redisUrl; without either there is none', () => {
  const config = { redisUrl: new Secret('redis://config', 'test') }
  const urlOf = (environment: Record<string, string>) =>
    resolveWith(config, environment).settings?.redisUrl?.reveal()
  expect(urlOf({})).toBe('redis://config')
  expect(urlOf({ HEADWATER_REDIS_URL: 'rediss://environment:6380/1' })).toBe('rediss://environment:6380/1')
  expect(resolveWith({}).settings?.redisUrl).toBeNull()
})

test.each(['redis//:hunter2@cache', 'http://:hunter2@cache', 'redis://:hunter#2@cache'])(
  'a Redis URL like %s is refused without being shown, wherever it came from',
  (url) => {
    const fromConfig = resolveWith({ redisUrl: new Secret(url, 'env REDIS') })
    const fromEnvironment = resolveWith({}, { HEADWATER_REDIS_URL: url })
    const messages = [fromConfig, fromEnvironment].map(({ problems }) =>
      problems.map(({ message }) => message),
    )
    expect(messages).toEqual([
      [expect.stringMatching(/^redisUrl: env REDIS has to be like redis:\/\//)],
      [expect.stringMatching(/^HEADWATER_REDIS_URL has to be like redis:\/\//)],
    ])
    expect(JSON.stringify(messages)).not.toContain('hunter')
  },
)

test('the manifest of operations lies beside the config; others are served too unless told', () => {
  const operations = { file: 'operations.json' }
  expect(resolveWith({ operations }).settings?.operations).toEqual({
    file: '/company/operations.json',
    only: false,
  })
  expect(resolveWith({ operations: { ...operations, only: true } }).settings?.operations?.only).toBe(true)
  expect(resolveWith({}).settings?.operations).toBeNull()
})

test('what is over is kept 400 days, 90 days and a day, unless the config says otherwise', () => {
  const day = 86_400_000
  expect(resolveWith({}, {}).settings?.retention).toEqual({
    auditMs: 400 * day,
    writesMs: 90 * day,
    idempotencyMs: day,
  })
  const retention = { audit: '90d', idempotency: '2h' }
  expect(resolveWith({ retention }, {}).settings?.retention).toEqual({
    auditMs: 90 * day,
    writesMs: 90 * day,
    idempotencyMs: 7_200_000,
  })
})

test('the owner of the tables may be another role than the gateway’s', () => {
  const url = 'postgres://owner:p@db/hw'
  expect(resolveWith({}, {}).settings?.storeMigrateUrl).toBeNull()
  const { settings } = resolveWith({}, { HEADWATER_STORE_MIGRATE_URL: url })
  expect(settings?.storeMigrateUrl?.reveal()).toBe(url)
  const { problems } = resolveWith({}, { HEADWATER_STORE_MIGRATE_URL: 'mysql://secret' })
  expect(problems[0]?.message).toMatch(/^HEADWATER_STORE_MIGRATE_URL has to be like postgres:/)
})
