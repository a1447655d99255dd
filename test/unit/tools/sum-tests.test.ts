import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const tool = resolve(import.meta.dirname, '../../../tools/sum-tests.ts')
const clean = {
  numPassedTests: 3,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  numRuntimeErrorTestSuites: 0,
  success: true,
}

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sums-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const sum = (reports: object[], ...options: string[]): { status: number | null; line: string } => {
  const files = reports.map((report, index) => {
    const file = join(folder, `${index}.json`)
    writeFileSync(file, JSON.stringify(report))
    return file
  })
  const { status, stdout } = spawnSync(process.execPath, [tool, ...options, ...files], { encoding: 'utf8' })
  return { status, line: stdout.trimEnd() }
}

test('clean reports are added up and pass', () => {
  expect(sum([clean, clean])).toEqual({ status: 0, line: '6 passed, 0 failed, 0 skipped' })
})

test.each([
  ['a failed test', { numFailedTests: 2, success: false }, '3 passed, 2 failed, 0 skipped'],
  ['a file that broke', { numRuntimeErrorTestSuites: 1, success: false }, '3 passed, 1 failed, 0 skipped'],
  ['a run that failed without a failed test', { success: false }, '3 passed, 1 failed, 0 skipped'],
  ['a skipped test', { numPendingTests: 4 }, '3 passed, 0 failed, 4 skipped'],
  ['a todo', { numTodoTests: 1 }, '3 passed, 0 failed, 1 skipped'],
  ['nothing run', { numPassedTests: 0 }, '0 passed, 0 failed, 0 skipped'],
])('%s is no success', (_kind, difference, line) => {
  expect(sum([{ ...clean, ...difference }])).toEqual({ status: 1, line })
})

test('a report that is not there counts as a failure', () => {
  expect(sum([clean], join(folder, 'missing.json'))).toEqual({
    status: 1,
    line: '3 passed, 1 failed, 0 skipped',
  })
})

test('failed steps count as failures', () => {
  expect(sum([clean], '--failed-steps', '2')).toEqual({ status: 1, line: '3 passed, 2 failed, 0 skipped' })
})
