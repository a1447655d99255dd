// Jest transform: Node's own type stripping, so tests run the very sources that Node runs.
import { createHash } from 'node:crypto'
import { stripTypeScriptTypes } from 'node:module'

export default {
  process: (source) => ({ code: stripTypeScriptTypes(source, { mode: 'strip' }) }),
  getCacheKey: (source, file) =>
    createHash('sha1').update(process.version).update(file).update(source).digest('hex'),
}
