import { dirname, resolve } from 'node:path'
import { lintIssuers } from '../auth/tokens/lint-issuers.ts'
import type { Datasource } from '../datasources/datasource.ts'
import type { OpenContext } from '../datasources/define-datasource.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import { StartRefusedError, type StartProblem } from '../errors/start-problem.ts'
import type { Catalog, SystemName } from '../schema/catalog.ts'
import { lintCoverage } from '../schema/lint-coverage.ts'
import { loadSdl, type SdlFile } from '../schema/load-sdl.ts'
import { readCatalog } from '../schema/read-catalog.ts'
import type { LoadedConfig } from './load-config.ts'

/** All that is declared, checked against each other. Nothing is connected yet: no file written, no port, no call. */
export interface Declarations {
  loaded: LoadedConfig
  sdl: readonly SdlFile[]
  catalog: Catalog
  datasources: ReadonlyMap<SystemName, Datasource>
}

/** @throws StartRefusedError with every problem of the SDL, the datasources, and their fit */
export function readDeclarations(loaded: LoadedConfig, context: Omit<OpenContext, 'system'>): Declarations {
  const sdl = readSdl(loaded)
  const { catalog, problems } = readCatalog(sdl)
  // What datasources must cover is known only from a whole catalog.
  if (problems.length > 0) throw new StartRefusedError(problems)

  const datasources = new Map<SystemName, Datasource>()
  const misfits: StartProblem[] = lintAuth(loaded, catalog)
  for (const [system, { datasource }] of Object.entries(loaded.config.systems)) {
    const line = loaded.lineOf(['systems', system]) ?? 1
    try {
      const opened = datasource.open({ ...context, system })
      datasources.set(system, opened)
      misfits.push(...lintCoverage(catalog, new Map([[system, opened.records]]), { file: loaded.file, line }))
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      const message = `${datasource.vendor} cannot play ${system}: ${reason} Correct its options.`
      misfits.push({ file: loaded.file, line, message })
    }
  }
  if (misfits.length > 0) throw new StartRefusedError(misfits)
  return { loaded, sdl, catalog, datasources }
}

function lintAuth({ config, file, lineOf }: LoadedConfig, catalog: Catalog): StartProblem[] {
  const problems = lintIssuers(config.auth?.issuers ?? [], catalog)
  return problems.map(({ path, message }) => ({ file, line: lineOf(path) ?? 1, message }))
}

/** @throws StartRefusedError for an own file that cannot be read */
export function readSdl({ config, file, lineOf }: LoadedConfig): SdlFile[] {
  try {
    const inPlace = (paths?: string[]) => paths?.map((path) => resolve(dirname(file), path))
    return loadSdl({ model: inPlace(config.model), extraFiles: inPlace(config.schema) })
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    throw new StartRefusedError([{ file, line: lineOf(['schema']), message: `${error.message}.` }], error)
  }
}
