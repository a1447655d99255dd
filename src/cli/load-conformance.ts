import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describeImportError } from '../config/describe-import-error.ts'
import { takeSecretProblems } from '../config/secret-sources.ts'
import { isConformance, type Conformance } from '../conformance/conformance.ts'
import { StartRefusedError } from '../errors/start-problem.ts'

export interface LoadedConformance {
  /** Absolute path. */
  file: string
  source: string
  /** At least one. */
  conformances: readonly Conformance[]
}

/** Lets Node run a company's file, and takes what it exports. @throws StartRefusedError with file, line and fix */
export async function loadConformance(path: string): Promise<LoadedConformance> {
  const file = resolve(path)
  const source = await readSource(file)
  takeSecretProblems()
  let module: Readonly<Record<string, unknown>>
  try {
    module = (await import(pathToFileURL(file).href)) as Record<string, unknown>
  } catch (error) {
    throw new StartRefusedError([
      ...takeSecretProblems(),
      ...describeImportError(error, file, source, 'conformance file'),
    ])
  }
  const secretProblems = takeSecretProblems()
  if (secretProblems.length > 0) throw new StartRefusedError(secretProblems)
  const conformances = Object.values(module).filter(isConformance)
  if (conformances.length === 0)
    throw new StartRefusedError([{ file, line: null, message: noConformance(file) }])
  return { file, source, conformances }
}

async function readSource(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const message =
      code === 'ENOENT'
        ? 'There is no such file. Name the one that declares a conformance; npx headwater new-datasource writes one.'
        : `The file cannot be read (${code ?? 'unknown'}). Name the file that declares a conformance.`
    throw new StartRefusedError([{ file, line: null, message }], error)
  }
}

function noConformance(file: string): string {
  const neighbour = basename(file).replace(/(?:-mapping)?\.ts$/, '-conformance.ts')
  const isThere = neighbour !== basename(file) && existsSync(resolve(dirname(file), neighbour))
  const fix = isThere
    ? `Did you mean ${neighbour}?`
    : 'Add: export const conformance = defineConformance({ ... })'
  return `It exports nothing that defineConformance of headwater/conformance has made. ${fix}`
}
