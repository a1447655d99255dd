import { readFile } from 'node:fs/promises'
import { registerHooks } from 'node:module'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { StartProblem } from '../errors/start-problem.ts'
import { ownModuleUrl } from '../package/own-files.ts'
import { configSchema } from './config-schema.ts'
import type { HeadwaterConfig } from './define-config.ts'
import { describeImportError } from './describe-import-error.ts'
import { describeIssues } from './describe-issue.ts'
import { locateKey } from './locate-key.ts'
import { takeSecretProblems } from './secret-sources.ts'

/** A config that can be used, with the way back to its lines for what is found wrong with it later. */
export interface LoadedConfig {
  config: HeadwaterConfig
  /** Absolute path. */
  file: string
  /** 1-based line of a key, or of the deepest of its parents that stands in the file. */
  lineOf(path: readonly PropertyKey[]): number | null
}

export type LoadResult = { loaded: LoadedConfig; problems: [] } | { loaded: null; problems: StartProblem[] }

/**
 * Reads headwater.config.ts by letting Node run it, then checks it. Never throws for what the file contains: every
 * mistake is a problem with file, line and fix, and no secret's value is ever in one.
 */
export async function loadConfig(path: string): Promise<LoadResult> {
  const file = resolve(path)
  const source = await readSource(file)
  if (source === null) {
    const message =
      'There is no config file here. Let npx headwater init write one, or name yours with --config or HEADWATER_CONFIG.'
    return refused([{ file, line: null, message }])
  }
  takeSecretProblems()
  let module: { default?: unknown }
  try {
    module = (await import(pathToFileURL(file).href)) as { default?: unknown }
  } catch (error) {
    return refused([...takeSecretProblems(), ...describeImportError(error, file, source)])
  }
  const secrets = takeSecretProblems()
  const parsed = configSchema.safeParse(module.default)
  if (!parsed.success) {
    const issues = describeIssues(configSchema, parsed.error).map(({ path: key, message }) => ({
      file,
      line: locateKey(source, key) ?? 1,
      message,
    }))
    return refused([...secrets, ...issues])
  }
  if (secrets.length > 0) return refused(secrets)
  // Optional keys that are absent stay absent: zod adds nothing, so this is the config as it was written.
  const loaded = {
    config: parsed.data,
    file,
    lineOf: (key: readonly PropertyKey[]) => locateKey(source, key),
  }
  return { loaded, problems: [] }
}

/**
 * From now on, in this process, `import ... from 'headwater'` means this very gateway, wherever the config lies: a second
 * copy's `Secret` would be another class. And TypeScript files that are no package's are ES modules, whatever the `type` of the
 * package.json that `npm init` wrote beside them. For good, because a datasource may import later; so the process's entry
 * calls this, not `loadConfig`.
 */
export function resolveOwnPackage(): void {
  /** What `package.json` exports, as this gateway runs it. */
  const ownModules: ReadonlyMap<string, string> = new Map([
    ['headwater', ownModuleUrl('src/index')],
    ['headwater/conformance', ownModuleUrl('src/conformance/public-api')],
    ['headwater/sandbox', ownModuleUrl('sandbox/connection')],
  ])
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const own = ownModules.get(specifier)
      if (own) return { url: own, shortCircuit: true }
      const resolved = nextResolve(specifier, context)
      const isCompanys = resolved.url.endsWith('.ts') && !resolved.url.includes('/node_modules/')
      return isCompanys ? { ...resolved, format: 'module-typescript' } : resolved
    },
  })
}

function refused(problems: StartProblem[]): LoadResult {
  return { loaded: null, problems: problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0)) }
}

async function readSource(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8')
  } catch {
    return null
  }
}
