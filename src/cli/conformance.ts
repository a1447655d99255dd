import { writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { describeImportError } from '../config/describe-import-error.ts'
import { readCanonicalSchema } from '../conformance/canonical-schema.ts'
import { lintFixtures } from '../conformance/lint-fixtures.ts'
import { markdownReport, summarise } from '../conformance/markdown-report.ts'
import { runConformance, type CaseResult } from '../conformance/run-conformance.ts'
import { StartRefusedError } from '../errors/start-problem.ts'
import { loadConformance, type LoadedConformance } from './load-conformance.ts'

type Conformance = LoadedConformance['conformances'][number]

/**
 * `headwater conformance`: runs the suite over what the file declares, and prints each claim with what became of it. Exit
 * code 1 when one failed.
 *
 * @throws StartRefusedError when the file, what it declares, or the report's place is no good
 */
export async function conformance(path: string, { report }: { report?: string }): Promise<void> {
  const loaded = await loadConformance(path)
  const pages: string[] = []
  for (const one of loaded.conformances) {
    const results = await runOne(loaded, one)
    pages.push(markdownReport(one, results))
    if (results.some(({ outcome }) => outcome.type === 'FAILED')) process.exitCode = 1
  }
  if (report !== undefined) await writeReport(report, pages.join('\n'))
}

async function runOne({ file, source }: LoadedConformance, one: Conformance): Promise<CaseResult[]> {
  const schema = readCanonicalSchema((one.schema ?? []).map((path) => resolve(dirname(file), path)))
  const misnamed = lintFixtures(one, schema)
  if (misnamed.length > 0)
    throw new StartRefusedError(misnamed.map((message) => ({ file, line: null, message })))
  console.log(`${one.name} as ${one.system}`)
  let kind: string | null | undefined
  const onResult = (result: CaseResult) => {
    if (result.kind !== kind) console.log(`\n${result.kind ?? 'As a whole'}`)
    kind = result.kind
    for (const line of describe(result)) console.log(line)
    const { outcome } = result
    if (outcome.type === 'FAILED' && process.env.HEADWATER_DEBUG === '1') console.error(outcome.error)
  }
  const results = await runConformance(one, schema, { onResult }).catch((error: unknown) => {
    throw new StartRefusedError(describeImportError(error, file, source, 'conformance file'), error)
  })
  console.log(`\n${summarise(results)}`)
  return results
}

function describe({ title, outcome }: CaseResult): string[] {
  switch (outcome.type) {
    case 'PASSED':
      return [`  pass  ${title}`]
    case 'SKIPPED':
      return [`  skip  ${title}: ${outcome.reason}`]
    case 'FAILED':
      return [`  FAIL  ${title}`, ...outcome.problem.split('\n').map((line) => `        ${line}`)]
  }
}

async function writeReport(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const problem = `The report cannot be written (${code ?? message}). Name a file in a folder that is there.`
    throw new StartRefusedError([{ file: resolve(path), line: null, message: problem }], error)
  }
}
