import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { closeDeclarations, openDeclarations } from '../../src/compose/open-declarations.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import { resolveSettings } from '../../src/config/settings.ts'
import { formatStartProblem, StartRefusedError, type StartProblem } from '../../src/errors/start-problem.ts'
import { createLogger } from '../../src/observability/logger.ts'
import { temporaryFolder, writeConfig } from '../e2e/run-headwater.ts'
import { watchRefusedStart } from '../e2e/watch-refused-start.ts'
import { reportFigure } from '../support/report-figure.ts'
import { brokenConfigs, markerSecret, type BrokenConfig } from './broken-configs.ts'

// G027: thirty and more broken configs: each is refused within 3 s, in one line that names file, line, and what to do about
// it; no port is opened, no stack trace and no secret is printed, and the exit code is 1.

const folder = temporaryFolder()
const environment = {
  G027_SECRET: markerSecret,
  G027_EMPTY: '',
  G027_BAD_STORE_URL: `postgres//headwater:${markerSecret}@db.example.com/headwater`,
}
beforeAll(() => void Object.assign(process.env, environment))

/** Writes config and SDL, each into a folder of its own. */
function write({ name, config, sdl }: BrokenConfig, purpose: string): string {
  const place = join(folder, purpose, name.replaceAll(' ', '-'))
  mkdirSync(place, { recursive: true })
  if (sdl !== undefined) writeFileSync(join(place, 'company.graphql'), sdl)
  return writeConfig(place, 'headwater.config.ts', config)
}

/** What `start` and `check` do before anything is opened, in this process. */
async function refusalsOf(file: string): Promise<StartProblem[]> {
  const { loaded, problems } = await loadConfig(file)
  if (!loaded) return problems
  const { settings, problems: misfits } = resolveSettings(loaded, {})
  if (!settings) return misfits
  const logger = createLogger({ level: 'silent', destination: { write: () => undefined } })
  try {
    const opened = openDeclarations({ loaded, logger, now: Date.now })
    await closeDeclarations(opened)
    return []
  } catch (error) {
    if (error instanceof StartRefusedError) return [...error.problems]
    throw error
  }
}

/** `file:line` of the place that is marked with HERE; line 1 of the config where nothing is. */
function markedPlace(file: string): string {
  for (const candidate of [file, join(file, '../company.graphql')]) {
    const line = read(candidate).findIndex((text) => /(?:#|\/\/) HERE$/.test(text))
    if (line >= 0) return `${relative(process.cwd(), candidate)}:${line + 1}: `
  }
  return `${relative(process.cwd(), file)}:`
}

function read(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n')
  } catch {
    return []
  }
}

function expectRefusal({ says }: BrokenConfig, file: string, lines: readonly string[]): void {
  const place = markedPlace(file)
  expect(lines).toContainEqual(expect.stringMatching(says))
  expect(lines.filter((line) => says.test(line) && line.startsWith(place))).not.toEqual([])
  for (const line of lines) {
    // One line a problem: file, line, what is wrong; and at least a word of what is right.
    expect(line).toMatch(/^\S+:\d+: \S.{20,}$/)
    expect(line).not.toMatch(/\n|\bat \S+:\d+:\d+|undefined$|\[object|node_modules/)
    expect(line).not.toContain(markerSecret)
  }
}

test('there are at least thirty, all different', () => {
  expect(brokenConfigs.length).toBeGreaterThanOrEqual(30)
  expect(new Set(brokenConfigs.map(({ name }) => name)).size).toBe(brokenConfigs.length)
})

const named = (list: readonly BrokenConfig[]) => list.map((broken) => [broken.name, broken] as const)

test.each(named(brokenConfigs.filter(({ run }) => run !== 'CLI')))('%s', async (_name, broken) => {
  const file = write(broken, 'here')
  const before = process.cpuUsage()
  const problems = await refusalsOf(file)
  expect(process.cpuUsage(before).user / 1_000).toBeLessThan(3_000)
  expectRefusal(broken, file, problems.map(formatStartProblem))
})

const full = process.env.HEADWATER_FULL === '1'

// From a command line: a tenth of them, all with HEADWATER_FULL=1.
test.each(named(brokenConfigs.filter(({ run }) => full || run)))(
  'from the command line: %s',
  async (_name, broken) => {
    const file = write(broken, 'cli')
    const given = { ...environment, HEADWATER_DATA_DIR: join(folder, 'never') }
    const { code, opened, stdout, lines, seconds, workedSeconds } = await watchRefusedStart(file, given)
    reportFigure(
      `G027: refused after ${seconds.toFixed(1)} s, ${workedSeconds.toFixed(1)} s of them of a processor`,
    )
    // 3 s are promised for a machine with nothing else to do; tests share theirs.
    expect(workedSeconds).toBeLessThan(3)
    expect(seconds).toBeLessThan(20)
    expect([code, opened, stdout]).toEqual([1, false, ''])
    expectRefusal(broken, file, lines)
  },
)
