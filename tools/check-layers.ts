/**
 * Checks the imports of src and sandbox against .dependency-cruiser.mjs, prints a line a violation, and fails when
 * it saw fewer files than git has: a checker that reads nothing would otherwise pass.
 *
 * Usage: node tools/check-layers.ts [folder]   (default: this repository)
 */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { cruise, type ICruiseResult } from 'dependency-cruiser'
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options'

const repository = resolve(import.meta.dirname, '..')
const checkedFolders = ['src', 'sandbox']

/** The TypeScript files that git has or would take, as paths from `root`. */
const listFiles = (root: string): string[] =>
  execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z', '--', ...checkedFolders], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\0')
    .filter((file) => file.endsWith('.ts') && existsSync(join(root, file)))

const cruiseFolder = async (root: string): Promise<ICruiseResult> => {
  const options = await extractDepcruiseOptions(join(repository, '.dependency-cruiser.mjs'))
  const folders = checkedFolders.filter((folder) => existsSync(join(root, folder)))
  const { output } = await cruise(folders, { ...options, baseDir: root })
  if (typeof output === 'string')
    throw new Error('dependency-cruiser gave a text where its result was expected')
  return output
}

const describeViolations = (result: ICruiseResult): string[] =>
  result.summary.violations.map(({ rule, from, to, cycle }) => {
    const comment =
      result.summary.ruleSetUsed?.forbidden?.find(({ name }) => name === rule.name)?.comment ?? ''
    const path = cycle === undefined ? [from, to] : [from, ...cycle.map(({ name }) => name)]
    return `${[...new Set(path)].join(' → ')}: ${rule.name} (${comment})`
  })

const describeUnseen = (result: ICruiseResult, files: string[]): string[] => {
  const seen = new Set(result.modules.map(({ source }) => source))
  return files
    .filter((file) => !seen.has(file))
    .map((file) => `${file}: git has it, the check did not see it`)
}

const root = resolve(process.argv[2] ?? repository)
const files = listFiles(root)
const result = await cruiseFolder(root)
const problems = [...describeUnseen(result, files), ...describeViolations(result)]
if (files.length === 0) problems.push(`no .ts file under ${checkedFolders.join(' or ')}: nothing was checked`)
for (const problem of problems) console.error(problem)
console.log(`layers: ${files.length} files, ${problems.length} problems`)
process.exitCode = problems.length === 0 ? 0 : 1
