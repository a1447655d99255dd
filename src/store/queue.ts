import { PgBoss, type ConstructorOptions } from 'pg-boss'
import type { Database } from './database.ts'
import { ensureSchema, inTurn } from './migrations/migrate.ts'
import { queueSchemaOf } from './queue-schema.ts'

/**
 * Wakes workers in whichever process they are, now or at a time. It is no truth of its own: what there is to do is in the
 * tables, so a wake-up that is lost or doubled does no harm.
 */
export interface Queue {
  /** @param at ms since epoch; now, unless told */
  wake(name: string, at?: number): Promise<void>
  /** Gives back what ends the work. */
  work(name: string, handler: () => void): Promise<() => Promise<void>>
  close(): Promise<void>
}

export interface QueueOptions {
  database: Database
  /** All queues that there are: made at start, so that the first wake-up costs no more than the next. */
  names: readonly string[]
  /** Told of what fails behind the scenes. */
  onError: (error: unknown) => void
}

/** How often workers look for what nobody told them of: a time that has come, a message that was lost. */
const pollingSeconds = 1

/** pg-boss over our sessions, in a schema of its own beside ours. */
export async function createQueue({ database, names, onError }: QueueOptions): Promise<Queue> {
  const schema = queueSchemaOf(database)
  // Not by pg-boss, whose statement fails where another replica makes it at once.
  await inTurn(database, (transaction) => ensureSchema(transaction, schema))
  const boss = new PgBoss({
    db: overDatabase(database),
    backend: database.kind === 'pglite' ? 'pglite' : 'postgres',
    schema,
    createSchema: false,
    useListenNotify: database.kind === 'postgresql',
    // Nothing recurs, and what is small needs no care beyond the removal of what is done.
    ...{ schedule: false, reindex: false, monitorVacuum: false },
  })
  boss.on('error', onError)
  await boss.start()
  for (const name of names)
    await boss.createQueue(name, {
      // One of a kind is waiting at a time: wake-ups that nobody has heard yet are one.
      ...{ policy: 'short', notify: true, heartbeatSeconds: 10 },
      ...{ retryLimit: 0, expireInSeconds: 60, deleteAfterSeconds: 60, retentionSeconds: 7 * 86_400 },
    })

  /** Of this process, by queue: the embedded database notifies nobody, and nobody else is there. */
  const workers = new Map<string, Set<string>>()
  return {
    async wake(name, at) {
      const startAfter = at === undefined ? {} : { startAfter: new Date(at) }
      // Those for the same second are one; a later one does not stand for one that is due now.
      const singletonKey = at === undefined ? 'now' : String(Math.ceil(at / 1_000))
      await boss.send(name, {}, { singletonKey, ...startAfter })
      if (database.kind === 'pglite' && at === undefined)
        workers.get(name)?.forEach((worker) => boss.notifyWorker(worker))
    },
    async work(name, handler) {
      const polling = { pollingIntervalSeconds: pollingSeconds, notifyPollingIntervalSeconds: pollingSeconds }
      const worker = await boss.work(name, { ...polling, batchSize: 100, burstWhenBatchFull: true }, () => {
        handler()
        return Promise.resolve()
      })
      const own = workers.get(name) ?? new Set()
      workers.set(name, own.add(worker))
      return async () => {
        own.delete(worker)
        await boss.offWork(name, { id: worker })
      }
    },
    // Handlers are done when they return: there is nothing to wait for.
    close: () => boss.stop({ graceful: false }),
  }
}

function overDatabase(database: Database): NonNullable<ConstructorOptions['db']> {
  return {
    async executeSql(text, values) {
      const rows =
        values && values.length > 0 ? await database.query(text, values) : await database.script(text)
      return { rows: [...rows] }
    },
    listen(channel, onNotification, onReconnect) {
      const end = database.listen(channel, (payload) => {
        if (payload === null) onReconnect()
        else onNotification(payload)
      })
      return Promise.resolve({
        close() {
          end()
          return Promise.resolve()
        },
      })
    },
  }
}
