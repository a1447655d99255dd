import { findPackageJSON } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** The modules that are started or resolved by their URL. */
export type OwnModule = 'src/index' | 'src/conformance/public-api' | 'sandbox/connection' | 'sandbox/main'

/** Absolute path of what the package holds besides code: at the same place in a checkout and where it is installed. */
export function ownFile(path: string): string {
  return join(ownFolder(), path)
}

/** Absolute path of what was built with the code that runs; null where sources run, which may be newer. */
export function builtFile(path: string): string | null {
  return runsSources ? null : ownFile(join('dist', path))
}

/** A source where sources run, else what was built of it: a second copy's classes would be others. */
export function ownModuleUrl(name: OwnModule): string {
  return pathToFileURL(ownFile(runsSources ? `${name}.ts` : `dist/${name}.js`)).href
}

const runsSources = import.meta.url.endsWith('.ts')

function ownFolder(): string {
  const description = findPackageJSON('.', import.meta.url)
  if (description === undefined) throw new Error(`no package.json above ${import.meta.url}`)
  return dirname(description)
}
