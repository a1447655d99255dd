import { enableCompileCache, flushCompileCache } from 'node:module'
import { ownFile } from '../package/own-files.ts'

/**
 * From now on, what Node makes of a source file is kept beside the packages: the next start need not do it again. Where that
 * cannot be written (an image that is read-only), nothing is kept. NODE_COMPILE_CACHE names another folder.
 */
export function keepCompiled(): void {
  enableCompileCache(ownFile('node_modules/.cache/headwater'))
}

/** Node writes it when the process ends: one that is killed would have kept nothing. */
export const writeCompiled: () => void = flushCompileCache
