import { useState } from 'react'
import type { PlanReport } from '../src/resolvers/report-plan.ts'
import type { LastPlan } from './create-fetcher.ts'
import { PlanTimeline } from './plan-timeline.tsx'

/** How the last query was answered: in one line when closed, call by call and as the printed plan when open. */
export function PlanPanel({ last }: { last: LastPlan }) {
  const [open, setOpen] = useState(true)
  return (
    <details
      className="plan"
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
      aria-busy={last.kind === 'running'}
    >
      <summary>
        <strong>Plan</strong> {summarize(last)}
      </summary>
      {last.kind === 'shown' && (
        <div className="plan-views">
          <PlanTimeline calls={last.plan.calls} totalMs={last.plan.totalMs} />
          <pre tabIndex={0} aria-label="The plan as headwater explain prints it">
            {last.plan.text}
          </pre>
        </div>
      )}
    </details>
  )
}

function summarize(last: LastPlan): string {
  switch (last.kind) {
    case 'none':
      return 'Run a query to see which systems answered it, in how many waves and calls.'
    case 'running':
      return 'Running…'
    case 'withheld':
      return 'No plan came with this reply: plans are for developers, and a refused query has none.'
    case 'shown':
      return describe(last.plan)
  }
}

function describe({ waves, calls, totalMs, price, maxPrice }: PlanReport): string {
  const systems = new Set(calls.map(({ system }) => system)).size
  const parts = [count(systems, 'system'), count(waves, 'wave'), count(calls.length, 'call')]
  const dearest = `price ${price.toLocaleString('en')} of at most ${maxPrice.toLocaleString('en')}`
  return `${parts.join(', ')}, ${Math.round(totalMs)} ms, ${dearest}`
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
