import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

// Loaded into a gateway's process before it: tells whoever started it, when asked, what it holds after a collection.

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

process.on('message', (asked) => {
  if (asked !== 'memory') return
  // What was freed by finalizers is only gone with the second.
  collect()
  setTimeout(() => {
    collect()
    const { rss, heapUsed, external } = process.memoryUsage()
    process.send?.({ rss, heapUsed, external })
  }, 100)
})
// It keeps no gateway from ending.
process.channel?.unref()
