import type { Conformance } from './conformance.ts'
import type { CaseResult } from './run-conformance.ts'

/** What was found, as a page to be kept: the same for the same outcome, so that what changed shows. */
export function markdownReport({ name, system }: Conformance, results: readonly CaseResult[]): string {
  const byKind = [...Map.groupBy(results, ({ kind }) => kind)]
  const sections = byKind.map(([kind, some]) =>
    [`## ${kind ?? 'As a whole'}`, '', '| Claim | Result |', '| --- | --- |', ...some.map(row)].join('\n'),
  )
  return [`# Conformance of ${name} as ${system}`, `${summarise(results)}.`, ...sections].join('\n\n') + '\n'
}

/** `12 passed, 1 failed, 3 skipped` */
export function summarise(results: readonly CaseResult[]): string {
  const count = (type: CaseResult['outcome']['type']) =>
    results.filter(({ outcome }) => outcome.type === type).length
  return `${count('PASSED')} passed, ${count('FAILED')} failed, ${count('SKIPPED')} skipped`
}

function row({ title, outcome }: CaseResult): string {
  return `| ${cell(title)} | ${cell(describe(outcome))} |`
}

function describe(outcome: CaseResult['outcome']): string {
  switch (outcome.type) {
    case 'PASSED':
      return 'passed'
    case 'SKIPPED':
      return `skipped: ${outcome.reason}`
    case 'FAILED':
      return `**failed**: ${outcome.problem}`
  }
}

function cell(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ').replaceAll('|', '\\|')
}
