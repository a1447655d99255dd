import { createRequire } from 'node:module'

const { default: Sequencer } = createRequire(import.meta.url)('@jest/test-sequencer')

/**
 * Test files that start gateways come first, so that no worker is left alone with one at the end. Within them and the rest it is
 * Jest's own order: by how long they took, and by their size where that is not known.
 */
export default class LongFirst extends Sequencer {
  sort(tests) {
    const isShort = ({ path }) => Number(path.includes('/test/unit/'))
    return super.sort(tests).toSorted((a, b) => isShort(a) - isShort(b))
  }
}
