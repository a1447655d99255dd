/**
 * Sums Jest's reports (--json --outputFile) into the line that ends a CI run: `N passed, N failed, N skipped`.
 * Exits non-zero when anything failed or was skipped, or when nothing ran.
 *
 * Usage: node tools/sum-tests.ts [--failed-steps N] report.json...   A report that is missing or unreadable is a suite
 * that crashed, and each failed step that is no test run (lint, an upstream that did not start): one failure each.
 */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { z } from 'zod'

const reportShape = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  /** Files that broke before a test of theirs could run. */
  numRuntimeErrorTestSuites: z.number(),
  success: z.boolean(),
})

interface Counts {
  passed: number
  failed: number
  skipped: number
}

const countReport = (file: string): Counts => {
  try {
    const report = reportShape.parse(JSON.parse(readFileSync(file, 'utf8')))
    const failed = report.numFailedTests + report.numRuntimeErrorTestSuites
    return {
      passed: report.numPassedTests,
      // A run can fail with no test to blame, e.g. by a rejection after the last test.
      failed: failed === 0 && !report.success ? 1 : failed,
      skipped: report.numPendingTests + report.numTodoTests,
    }
  } catch {
    console.error(`${file}: no report: the suite crashed, or ran nothing`)
    return { passed: 0, failed: 1, skipped: 0 }
  }
}

const { values, positionals } = parseArgs({
  options: { 'failed-steps': { type: 'string', default: '0' } },
  allowPositionals: true,
})
const total: Counts = { passed: 0, failed: Number(values['failed-steps']), skipped: 0 }
for (const { passed, failed, skipped } of positionals.map(countReport)) {
  total.passed += passed
  total.failed += failed
  total.skipped += skipped
}
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exitCode = total.passed > 0 && total.failed === 0 && total.skipped === 0 ? 0 : 1
