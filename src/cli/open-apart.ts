import { openDeclarations, type OpenedDeclarations } from '../compose/open-declarations.ts'
import type { UpstreamEvent } from '../observability/upstream-event.ts'
import type { Prepared } from './prepare.ts'

/** What is declared, opened beside the gateway: with datasources of its own, and without the embedded database. */
export interface OpenedApart {
  opened: OpenedDeclarations
  /** Does something, and says whether it wanted the embedded database, which is refused. */
  watchEmbedded<T>(work: () => Promise<T>): Promise<{ result: T; wantedEmbedded: boolean }>
}

/** Drift is the business of whoever runs the command, and wakes nobody else. @throws StartRefusedError */
export function openApart(
  { loaded, logger }: Pick<Prepared, 'loaded' | 'logger'>,
  onEvent: (event: UpstreamEvent) => void = () => undefined,
): OpenedApart {
  const { alerts: _unused, ...config } = loaded.config
  const upstream = (event: UpstreamEvent): void => {
    onEvent(event)
    // What is found is printed; the log keeps what explains it.
    if (event.type !== 'DRIFT') logger.upstream(event)
  }
  const opened = openDeclarations({
    loaded: { ...loaded, config },
    logger: { ...logger, upstream },
    now: Date.now,
  })
  let asked = 0
  opened.embedded.serve({
    query() {
      asked += 1
      return Promise.reject(new Error('the embedded database belongs to the gateway'))
    },
  })
  return {
    opened,
    async watchEmbedded(work) {
      const before = asked
      const result = await work()
      return { result, wantedEmbedded: asked > before }
    },
  }
}
