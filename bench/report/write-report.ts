import { limit, type Contender } from '../contenders.ts'
import { uncountedSlices, type Slice } from '../run-rounds.ts'
import type { Scenario } from '../scenarios.ts'
import type { Summary } from '../summarise.ts'
import { drawChart } from './draw-chart.ts'
import type { Machine } from './describe-machine.ts'
import { tableOf } from './table-of.ts'

export interface Measured {
  scenario: Scenario
  summaries: readonly Summary[]
  slices: readonly Slice[]
}

export interface Results {
  machine: Machine
  date: string
  rounds: number
  sliceMs: number
  isPinned: boolean
  hasDatabase: boolean
  contenders: readonly Contender[]
  measured: readonly Measured[]
  /** By contender: HTTP calls of one answer, by question. */
  calls: ReadonlyMap<string, ReadonlyMap<string, number>>
  coldStartMs: ReadonlyMap<string, number>
  /** Who did not start, and why. */
  missing: readonly string[]
}

/** The chart that stands in the report. */
export function chartOf({ measured, contenders }: Results): string {
  const groups = measured
    .filter(({ scenario }) => scenario.latencyMs === 0 && scenario.among !== 'DURABLE')
    .map(({ scenario, summaries }) => ({
      title: `${scenario.name}: ${scenario.title}`,
      bars: summaries.map(({ contender, ratio }) => ({
        title: titleOf(contenders, contender),
        value: ratio,
        isOwn: contender.startsWith('headwater'),
      })),
    }))
  return drawChart('Processor time a request, as a multiple of the limit’s (less is better)', groups)
}

/** Markdown. */
export function reportOf(results: Results): string {
  const { machine, measured, contenders, missing } = results
  const minutes = (results.rounds * results.sliceMs) / 1_000
  return [
    '# Results',
    `Measured on ${results.date} by \`npm run bench\` at ${machine.commit}; written by it, not by hand. How: [README.md](README.md).`,
    '![Processor time a request against the limit](results.svg)',
    '## The machine and the noise',
    [
      `- ${machine.cores}, ${machine.memoryGb} GB, ${machine.system}, Node ${machine.node}.`,
      `- Load average before the start: ${machine.loadBefore.toFixed(1)}. ${noteOf(machine)}`,
      `- ${results.isPinned ? 'Gateways on one core, generator and simulated systems on another.' : 'Nothing was held on a core.'}`,
      `- ${results.rounds} rounds in turns, ${results.sliceMs} ms each: ${minutes.toFixed(0)} s of load each and scenario, after ${(uncountedSlices * results.sliceMs) / 1_000} s that do not count. \`× limit\` is the median of the ratios within a round, in brackets the least and the most.`,
      `- ${results.hasDatabase ? 'PostgreSQL holds the loyalty data of Q2 and Headwater’s store; it has no artificial latency.' : 'No `PG_URL` was given: Q2 asks three systems and no database, of anybody; Headwater’s store is the embedded one.'}`,
      ...missing.map((why) => `- Not measured: ${why}`),
    ].join('\n'),
    ...measured.map((one) => sectionOf(one, results)),
    '## Start',
    tableOf(
      ['', 'start to first answer'],
      contenders.flatMap(({ name, title }) => {
        const ms = results.coldStartMs.get(name)
        return ms === undefined ? [] : [[title, `${(ms / 1_000).toFixed(2)} s`]]
      }),
    ),
  ].join('\n\n')
}

function sectionOf({ scenario, summaries, slices }: Measured, results: Results): string {
  const title = `## ${scenario.name}: ${scenario.title}`
  const about = `${scenario.connections} at a time, systems take ${scenario.latencyMs} ms.`
  const rows = summaries.map((one) => [
    titleOf(results.contenders, one.contender),
    `${one.cpuPerRequest.toFixed(0)} µs`,
    one.contender.startsWith(limit) && one.ratio === 1
      ? '1'
      : `${one.ratio.toFixed(2)} (${one.ratioRange.map((ratio) => ratio.toFixed(2)).join(' to ')})`,
    `${one.p50Ms.toFixed(1)} ms`,
    `${one.p99Ms.toFixed(1)} ms`,
    one.requestsPerSecond.toFixed(0),
    callsOf(one, scenario, results),
    `${(one.rssBytes / 2 ** 20).toFixed(0)} MB`,
    ...(summaries.some(({ failures }) => failures > 0) ? [String(one.failures)] : []),
  ])
  const head = ['', 'CPU a request', '× limit', 'p50', 'p99', 'requests/s', 'HTTP calls', 'memory']
  if (summaries.some(({ failures }) => failures > 0)) head.push('failed')
  const busiest = Math.max(...slices.map(({ generatorShare }) => generatorShare))
  const systems = Math.max(...slices.map(({ systemsShare }) => systemsShare))
  const noise = `At most, the generator used ${percent(busiest)} of a core and the simulated systems ${percent(systems)}.`
  const durable =
    scenario.among === 'DURABLE'
      ? 'Headwater answers once the change, its outbox entry, its audit entry and its receipt are stored and the CRM has it. The limit only passes it on.'
      : ''
  return [title, [about, durable, noise].filter(Boolean).join(' '), tableOf(head, rows)].join('\n\n')
}

/** As counted of single answers; under load, where a cache or a write decides it, on average. */
function callsOf(
  { contender, callsPerRequest }: Summary,
  { among, question }: Scenario,
  { calls }: Results,
): string {
  const exact = among === 'PLAIN' ? calls.get(contender)?.get(question) : undefined
  return exact === undefined ? callsPerRequest.toFixed(2) : String(exact)
}

function titleOf(contenders: readonly Contender[], name: string): string {
  return contenders.find((one) => one.name === name.replace('-cached', ''))?.title ?? name
}

function noteOf({ loadBefore, cores }: Machine): string {
  return loadBefore > Number.parseInt(cores) / 2
    ? 'The machine was busy with other work: compare ratios, and take latencies and requests a second for nothing.'
    : 'The machine was otherwise idle.'
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`
}
