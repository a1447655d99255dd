import type { GraphQLSchema } from 'graphql'
import type { Settings } from '../config/settings.ts'
import type { Crosswalk } from '../identity/crosswalk.ts'
import { createBreakerStates } from '../observability/breaker-states.ts'
import type { Logger } from '../observability/logger.ts'
import type { ReadEngine } from '../reads/read-engine.ts'
import type { Database } from '../store/database.ts'
import { createQueue, type Queue } from '../store/queue.ts'
import { createDelivery } from '../writes/deliver-step.ts'
import { createDeliveryLoop, type DeliveryLoop } from '../writes/delivery-loop.ts'
import { createWriteBook } from '../outbox/create-write-book.ts'
import { createWriteEngine } from '../writes/create-write-engine.ts'
import { createWriteId } from '../writes/create-write-id.ts'
import type { WriteBook } from '../writes/write-book.ts'
import type { WriteEngine } from '../writes/write-engine.ts'
import { defaultWritePatience, type WritePatience } from '../writes/write-parts.ts'
import type { Step } from '../writes/write.ts'
import type { OpenedDeclarations } from './open-declarations.ts'

export interface Writes {
  engine: WriteEngine
  /** Steps that wait are delivered from now on. */
  start(): Promise<void>
  /** Takes up nothing new, and gives what is under way a moment to end. Before the store is closed. */
  close(): Promise<void>
}

/** How many steps a gateway delivers at a time; each system has its own, lower limit. */
const concurrency = 32
const purgeEveryMs = 3_600_000
/** What wakes those who deliver. */
export const writesQueue = 'writes'

export type OpenedBook = ReturnType<typeof createWriteBook>

/** Writes as they are stored, for whoever only reads them, too. */
export function openBook(
  database: Database,
  crosswalk: Crosswalk,
  { idempotencyMs: keyLifeMs }: Pick<Settings['retention'], 'idempotencyMs'>,
): OpenedBook {
  const { maxCrashes, callMs } = defaultWritePatience
  return createWriteBook({ database, crosswalk, maxCrashes, keyLifeMs, callMs })
}

export interface WriteOptions {
  database: Database
  /** Nobody else delivers from this store: what was under way when a process ended is nobody's. */
  isAlone: boolean
  retention: Settings['retention']
  /** Where it is not the usual; for tests of what takes its time. */
  patience?: Partial<WritePatience>
}

interface WriteParts extends WriteOptions {
  opened: OpenedDeclarations
  book: OpenedBook
  crosswalk: Crosswalk
  reads: ReadEngine
  schema: GraphQLSchema
  logger: Logger
  now: () => number
}

/** The engine that changes things, and the workers that bring to an end what a request does not. */
export function openWrites(options: WriteParts): Writes {
  const { opened, database, book, crosswalk, reads, schema, retention, isAlone, logger, now } = options
  const { catalog, datasources } = opened.declarations
  const { observers } = opened
  const isDown = watchBreakers(opened, book)
  const parts = {
    ...{ catalog, datasources, schema, crosswalk, reads, book, now, isDown },
    patience: { ...defaultWritePatience, ...options.patience },
    onStep: observers.step,
    createId: () => createWriteId(now()),
  }
  const onError = (error: unknown) =>
    logger.problem('writes that wait cannot be looked at; they are again in a moment', error)
  let queue: Queue | null = null
  let loop: DeliveryLoop<Step | null> | null = null
  let purging: NodeJS.Timeout | undefined
  const deliver = createDelivery(parts)
  const engine = createWriteEngine({
    ...parts,
    deliver: (claimed) => loop?.run(claimed) ?? Promise.resolve(null),
  })
  return {
    engine,
    async start() {
      if (isAlone) await book.reclaimAll()
      const systems = [...datasources.keys()]
      const { backlog: onBacklog } = observers
      const started = await createQueue({ database, names: [writesQueue], onError })
      queue = started
      const schedule = (at: number) => void started.wake(writesQueue, at).catch(onError)
      loop = createDeliveryLoop({
        book,
        deliver,
        schedule,
        now,
        concurrency,
        steadyMs: parts.patience.steadyMs,
        systems,
        isDown,
        onBacklog,
        onError,
      })
      await started.work(writesQueue, loop.wake)
      const purge = () => book.purge(retention.writesMs).catch(onError)
      void purge()
      purging = setInterval(() => void purge(), purgeEveryMs).unref()
    },
    async close() {
      clearInterval(purging)
      await queue?.close()
      await loop?.close()
      await book.close()
    },
  }
}

/** Which systems are known not to take calls, by their breakers; when one closes, what waits for its system is due. */
function watchBreakers(
  { observers }: OpenedDeclarations,
  book: Pick<WriteBook, 'wakeSystem'>,
): (system: string) => boolean {
  const breakers = createBreakerStates()
  const down = new Set<string>()
  observers.hearUpstreams((event) => {
    if (event.type !== 'BREAKER') return
    if (breakers.worstAfter(event) !== 'CLOSED') down.add(event.system)
    else if (down.delete(event.system)) void book.wakeSystem(event.system).catch(() => undefined)
  })
  return (system) => down.has(system)
}
