/**
 * Runs npm scripts side by side, as many at once as there are processors, and prints what each said when it has ended. All of
 * them run, so that one run shows everything; fails when one of them did.
 *
 * Usage: node tools/run-checks.ts <script...>   (the longest first)
 */
import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'

const repository = resolve(import.meta.dirname, '..')

interface Outcome {
  script: string
  ok: boolean
}

function run(script: string): Promise<Outcome> {
  const startedAt = performance.now()
  const child = spawn('npm', ['run', '--silent', script], {
    cwd: repository,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text))
  return new Promise((done, fail) => {
    child.once('error', fail)
    child.once('close', (code) => {
      const ok = code === 0
      const seconds = Math.round((performance.now() - startedAt) / 1_000)
      process.stdout.write(`${said}--- ${script}: ${ok ? 'ok' : 'FAILED'}, ${seconds} s\n`)
      done({ script, ok })
    })
  })
}

const waiting = process.argv.slice(2)
if (waiting.length === 0) throw new Error('name the npm scripts to run')
const outcomes: Outcome[] = []
await Promise.all(
  Array.from({ length: availableParallelism() }, async () => {
    for (let script = waiting.shift(); script !== undefined; script = waiting.shift())
      outcomes.push(await run(script))
  }),
)
const failed = outcomes.filter(({ ok }) => !ok).map(({ script }) => script)
if (failed.length > 0) console.error(`failed: ${failed.join(', ')}`)
process.exitCode = failed.length === 0 ? 0 : 1
