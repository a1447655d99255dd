import { setTimeout as delay } from 'node:timers/promises'
import { openDeclarations } from '../../../src/compose/open-declarations.ts'
import { openBook, openWrites, type OpenedBook } from '../../../src/compose/open-writes.ts'
import { loadConfig } from '../../../src/config/load-config.ts'
import { createCrosswalk } from '../../../src/identity/create-crosswalk.ts'
import { createLogger } from '../../../src/observability/logger.ts'
import type { ReadEngine } from '../../../src/reads/read-engine.ts'
import { buildCanonicalSchema } from '../../../src/schema/build-schema.ts'
import { openDatabase, type Database } from '../../../src/store/database.ts'
import { migrate } from '../../../src/store/migrations/migrate.ts'
import { prepareStore } from '../../support/prepare-store.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { newWrite } from '../../support/write-requests.ts'
import { writeConfig } from '../../e2e/run-headwater.ts'

const dataDir = temporaryFolder()
const day = 24 * 3_600_000
let database: Database
const open = (idempotencyMs: number): OpenedBook =>
  openBook(database, createCrosswalk({ database, now: Date.now }), { idempotencyMs })

beforeAll(async () => {
  await prepareStore(dataDir)
  database = await openDatabase({ dataDir })
  await migrate(database)
}, 60_000)
afterAll(() => database.close())

test('a client’s key is known as long as retention.idempotency says', async () => {
  const short = open(1)
  const idempotency = { key: 'k', fingerprint: 'f' }
  await short.record(newWrite({ idempotency, steps: [] }))
  await delay(20)
  expect(await open(day).record(newWrite({ idempotency, steps: [] }))).toMatchObject({ kind: 'recorded' })
  expect(await short.record(newWrite({ idempotency, steps: [] }))).toMatchObject({ kind: 'repeated' })
})

test('a gateway that starts deletes what is older than retention.writes says, and nothing else', async () => {
  const book = open(day)
  const [old, young] = [newWrite({ steps: [] }), newWrite({ steps: [] })]
  await book.record(old)
  await database.query(`update write set created_at = now() - interval '3 days' where id = $1`, [old.id])
  await book.record(young)

  const file = writeConfig(
    dataDir,
    'empty.config.ts',
    'export default headwater.defineConfig({ systems: {} })',
  )
  const logger = createLogger({ level: 'silent', destination: { write: () => undefined } })
  const { loaded } = await loadConfig(file)
  if (!loaded) throw new Error('the config does not load')
  const opened = openDeclarations({ loaded, logger, now: Date.now })
  const writes = openWrites({
    ...{ opened, database, book, logger, now: Date.now, isAlone: true },
    crosswalk: createCrosswalk({ database, now: Date.now }),
    reads: { read: () => Promise.reject(new Error('nothing is read')) } satisfies ReadEngine,
    schema: buildCanonicalSchema(opened.declarations.sdl),
    retention: { auditMs: 400 * day, writesMs: 2 * day, idempotencyMs: day },
  })
  await writes.start()
  const until = Date.now() + 10_000
  while ((await book.find(old.id)) !== null && Date.now() < until) await delay(20)
  expect([await book.find(old.id), (await book.find(young.id))?.id]).toEqual([null, young.id])
  await writes.close()
}, 60_000)
