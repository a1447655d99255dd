import { spawnSync } from 'node:child_process'

const folder = new URL('../../../src/', import.meta.url).href

/** Runs a line in a process that exits on unknown errors, and would else go on for ever. */
function run(line: string, close: string) {
  const script = `
    const { exitOnUnknownError } = await import('${folder}cli/exit-on-unknown-error.ts')
    const { createLogger } = await import('${folder}observability/logger.ts')
    exitOnUnknownError(createLogger({ level: 'info', destination: process.stderr }), ${close})
    setInterval(() => undefined, 1_000)
    ${line}`
  const env = { ...process.env, NODE_OPTIONS: '', HEADWATER_DEBUG: '' }
  const args = ['--input-type=module', '-e', script]
  const startedAt = performance.now()
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' })
  return { status, stdout, lines: stderr.trim().split('\n'), durationMs: performance.now() - startedAt }
}

test.each([
  ['an unhandled rejection', "void Promise.reject(new TypeError('password=hunter2'))"],
  ['an uncaught exception', "setTimeout(() => { throw new TypeError('password=hunter2') })"],
  ['several of them', "for (let i = 0; i < 3; i++) void Promise.reject(new TypeError('password=hunter2'))"],
])('%s is one logged line without its message, closes, and exits with 1', (_what, line) => {
  const { status, stdout, lines } = run(line, "async () => console.log('closed')")
  expect(status).toBe(1)
  expect(stdout).toBe('closed\n')
  expect(lines).toHaveLength(1)
  expect(lines[0]).not.toContain('hunter2')
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    msg: 'unknown error',
    error: 'TypeError',
    errorId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  })
})

test.each([
  ['never ends', '() => new Promise(() => undefined)'],
  ['fails', "() => Promise.reject(new Error('twice'))"],
])('a close that %s does not keep it from exiting', (_what, close) => {
  const { status, lines, durationMs } = run("void Promise.reject(new TypeError('x'))", close)
  expect(status).toBe(1)
  expect(lines).toHaveLength(1)
  expect(durationMs).toBeLessThan(5_000)
})
