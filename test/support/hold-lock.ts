// A process of its own that takes the lock of the folder it is given, says how that went, and stays.
import { acquireDataDirLock } from '../../src/store/lock.ts'

const [dataDir = ''] = process.argv.slice(2)
const say = (text: string) => process.stdout.write(`${text}\n`)
try {
  const lock = await acquireDataDirLock(dataDir)
  say('held')
  process.stdin.on('data', () => {
    void lock.release().then(() => {
      say('released')
      process.exit()
    })
  })
} catch (error) {
  say(error instanceof Error ? error.message : 'failed')
}
