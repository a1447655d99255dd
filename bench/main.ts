/**
 * `npm run bench`: Headwater and what one could use instead, over the same simulated systems; writes RESULTS.md and results.svg.
 *
 *   -- --quick            three short rounds, about two minutes; prints, and writes nothing
 *   -- --only a,b         these contenders, besides the limit; the same
 *   -- --scenarios Q1,Q4  these scenarios; the same
 *   -- --write            a part, written all the same
 *   -- --no-build         as it is built
 *
 * PG_URL names a PostgreSQL server on which two databases may be made anew.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { cachedContenders, contenders, limit } from './contenders.ts'
import { installPeers } from './install-peers.ts'
import { measureScenarios } from './measure-scenarios.ts'
import { prepareDatabases } from './prepare-database.ts'
import { createQuestions } from './questions.ts'
import { describeMachine } from './report/describe-machine.ts'
import { chartOf, reportOf } from './report/write-report.ts'
import { scenarios } from './scenarios.ts'
import { startSystems } from './simulate/start-systems.ts'
import { canPin } from './spawn-pinned.ts'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    only: { type: 'string' },
    scenarios: { type: 'string' },
    'no-build': { type: 'boolean', default: false },
  },
})
const machine = describeMachine()
const root = join(import.meta.dirname, '..')
if (!values['no-build'])
  execFileSync(process.execPath, [join(root, 'tools/build.ts')], { cwd: root, stdio: 'ignore' })

const isPinned = canPin() && cpus().length > 1
const [gatewayCore, otherCore] = isPinned ? [0, 1] : [null, null]
if (otherCore !== null)
  execFileSync('taskset', ['-p', '-c', String(otherCore), String(process.pid)], { stdio: 'ignore' })

const serverUrl = process.env.PG_URL
const databases = serverUrl ? await prepareDatabases(serverUrl) : null
const folder = mkdtempSync(join(tmpdir(), 'headwater-bench-'))
const systems = await startSystems(otherCore)
try {
  installPeers(systems.url)
  const wanted = values.only?.split(',')
  const isWanted = ({ name }: { name: string }) =>
    !wanted || name.startsWith(limit) || wanted.includes(name.replace('-cached', ''))
  const [rounds, sliceMs] = values.quick ? [3, 400] : [7, 1_500]
  const found = await measureScenarios({
    scenarios: scenarios.filter(({ name }) => values.scenarios?.split(',').includes(name) ?? true),
    plain: contenders.filter(isWanted),
    cached: cachedContenders.filter(isWanted),
    questions: createQuestions({ hasDatabase: databases !== null }),
    systems,
    rounds,
    sliceMs,
    start: {
      core: gatewayCore,
      env: {
        SIM_URL: systems.url,
        PG_URL: databases?.company ?? '',
        HEADWATER_STORE_URL: databases?.store ?? '',
        HEADWATER_DATA_DIR: join(folder, 'store'),
        METRICS_PORT: '0',
        LOG_LEVEL: 'warn',
      },
    },
    tell: console.log,
  })
  const results = {
    ...found,
    machine,
    date: new Date().toISOString().slice(0, 10),
    rounds,
    sliceMs,
    isPinned,
    hasDatabase: databases !== null,
    contenders,
  }
  const report = `${reportOf(results)}\n`
  // A report of a part would take the place of the whole one.
  const isWhole = !values.quick && values.only === undefined && values.scenarios === undefined
  if (!isWhole && !values.write) console.log(`\n${report}`)
  else {
    writeFileSync(join(import.meta.dirname, 'RESULTS.md'), report)
    writeFileSync(join(import.meta.dirname, 'results.svg'), chartOf(results))
    console.log('written: bench/RESULTS.md, bench/results.svg')
  }
} finally {
  await systems.close()
  rmSync(folder, { recursive: true, force: true })
}
