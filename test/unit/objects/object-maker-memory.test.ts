import { setTimeout as delay } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createObjectMaker } from '../../../src/objects/object-maker.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** MB in use once all that nobody holds is gone. */
async function measure(): Promise<number> {
  for (let round = 0; round < 3; round++) {
    collect()
    await delay(10)
  }
  return process.memoryUsage().heapUsed / 1_000_000
}

test('the code of what is forgotten is forgotten', async () => {
  const make = (from: number) => {
    for (let n = from; n < from + 20_000; n++) createObjectMaker([[`member${n}`, () => n]])(1, 2)
  }
  make(0)
  const before = await measure()
  make(20_000)
  // Kept, it would be 25 MB more.
  expect((await measure()) - before).toBeLessThan(8)
}, 30_000)
