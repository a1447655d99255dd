import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { buildCanonicalSchema } from '../schema/build-schema.ts'
import { readCatalog } from '../schema/read-catalog.ts'
import { readSdl } from '../config/read-declarations.ts'
import { StartRefusedError } from '../errors/start-problem.ts'
import { createDocumentCheck } from '../http/check-document.ts'
import { collectOperations, type OperationFile } from '../operations/collect-operations.ts'
import { formatManifest, parseManifest, type RegisteredOperation } from '../operations/manifest.ts'
import { prepare } from './prepare.ts'

/**
 * `headwater operations register`: checks each operation of the files against the schema and the limits, and adds them to the
 * manifest of the config. Those that are there already stay, for clients that were built with them; `prune` drops them.
 *
 * @throws StartRefusedError with every problem; the manifest is left as it was then
 */
export async function registerOperations(
  patterns: readonly string[],
  options: { config?: string; prune?: boolean },
): Promise<void> {
  const { loaded, settings } = await prepare(options.config)
  if (!settings.operations) {
    const message = "Name the manifest in the config first: operations: { file: 'operations.json' }."
    throw new StartRefusedError([{ file: loaded.file, line: null, message }])
  }
  const { file } = settings.operations
  const sdl = readSdl(loaded)
  const { problems } = readCatalog(sdl)
  if (problems.length > 0) throw new StartRefusedError(problems)
  const check = createDocumentCheck(buildCanonicalSchema(sdl), settings.limits)
  const given = collectOperations(readFiles(patterns), (document) => check(document, { hidesSchema: false }))

  const before = readBefore(file)
  const ids = new Set(given.map(({ id }) => id))
  const others = before.filter(({ id }) => !ids.has(id))
  writeFileSync(file, formatManifest(options.prune ? given : [...others, ...given]))
  const added = given.length - (before.length - others.length)
  const fate = options.prune ? 'dropped' : 'kept'
  console.log(`${given.length} operations in ${file}: ${added} new; ${others.length} others ${fate}`)
}

function readFiles(patterns: readonly string[]): OperationFile[] {
  const files = patterns.flatMap((pattern) => {
    const found = globSync(pattern)
    if (found.length > 0) return found
    throw new StartRefusedError([{ file: pattern, line: null, message: 'There is no such file.' }])
  })
  return [...new Set(files)].sort().map((path) => ({ path, text: readFileSync(path, 'utf8') }))
}

function readBefore(file: string): readonly RegisteredOperation[] {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
  const operations = parseManifest(text)
  if (operations) return operations
  const message = 'This is no manifest of operations. Correct it, or delete it and register all anew.'
  throw new StartRefusedError([{ file, line: null, message }])
}
