import { closeDeclarations, openDeclarations } from '../compose/open-declarations.ts'
import { checkLive } from './check-live.ts'
import { prepare } from './prepare.ts'

/**
 * `headwater check`: config, schema and datasources fit together, or every problem; nothing is opened. With `live`,
 * whether the systems still answer as their mappings say.
 */
export async function check(options: { config?: string; live?: boolean }): Promise<void> {
  const prepared = await prepare(options.config)
  if (options.live) {
    const isWell = await checkLive(prepared, console.log)
    if (!isWell) process.exitCode = 1
    return
  }
  const opened = openDeclarations({ ...prepared, now: Date.now })
  const { catalog, datasources } = opened.declarations
  const systems = [...datasources].map(([system, { vendor }]) => `${system} (${vendor})`)
  console.log(`OK: ${[...catalog.entities.keys()].join(', ')} over ${systems.join(', ')}`)
  await closeDeclarations(opened)
}
