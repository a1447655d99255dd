import { enableCompileCache, findPackageJSON, flushCompileCache } from 'node:module'
import { dirname, join } from 'node:path'

/**
 * From now on, what Node makes of a source file is kept beside the packages: the next start need not do it again. Where that
 * cannot be written (an image that is read-only), nothing is kept. NODE_COMPILE_CACHE names another folder.
 */
export function keepCompiled(): void {
  const own = findPackageJSON('.', import.meta.url)
  if (own) enableCompileCache(join(dirname(own), 'node_modules/.cache/headwater'))
}

/** Node writes it when the process ends: one that is killed would have kept nothing. */
export const writeCompiled: () => void = flushCompileCache
