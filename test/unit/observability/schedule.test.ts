import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const module = new URL('../../../src/observability/schedule.ts', import.meta.url).href

/** What a process of its own prints that schedules this and has nothing else to do. */
async function run(script: string): Promise<{ stdout: string; stderr: string }> {
  const code = `import { scheduleTimer } from '${module}'; ${script}`
  return promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], { timeout: 20_000 })
}

test('what is scheduled keeps no process alive, and a month is not at once', async () => {
  const month = 30 * 24 * 3_600_000
  const { stdout, stderr } = await run(
    `scheduleTimer(() => console.log('ran'), ${month}); await new Promise((done) => setTimeout(done, 50))`,
  )
  expect([stdout, stderr]).toEqual(['', ''])
})

test('what is called off does not run', async () => {
  const { stdout } = await run(
    `scheduleTimer(() => console.log('ran'), 1); scheduleTimer(() => console.log('off'), 1)();` +
      `await new Promise((done) => setTimeout(done, 50))`,
  )
  expect(stdout).toBe('ran\n')
})
