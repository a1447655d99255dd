import { closeDatasources, openDeclarations } from '../app.ts'
import { prepare } from './prepare.ts'

/** `headwater check`: config, schema and datasources fit together, or every problem; nothing is opened. */
export async function check(options: { config?: string }): Promise<void> {
  const { declarations } = openDeclarations({ ...(await prepare(options.config)), now: Date.now })
  const { catalog, datasources } = declarations
  const systems = [...datasources].map(([system, { vendor }]) => `${system} (${vendor})`)
  console.log(`OK: ${[...catalog.entities.keys()].join(', ')} over ${systems.join(', ')}`)
  await closeDatasources(declarations)
}
