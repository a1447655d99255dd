import type { CallReport } from '../src/resolvers/report-plan.ts'

/** A row a call, in the order that they began, over one scale of milliseconds. */
export function PlanTimeline({ calls, totalMs }: { calls: readonly CallReport[]; totalMs: number }) {
  if (calls.length === 0) return <p className="plan-empty">No system was called.</p>
  const percent = (ms: number) => `${(100 * ms) / Math.max(totalMs, 0.1)}%`
  return (
    <div className="timeline" tabIndex={0} role="region" aria-label="Calls of this query">
      <table>
        <thead>
          <tr>
            <th scope="col">System</th>
            <th scope="col">Call</th>
            <th scope="col" className="scale">
              <div>
                <span>0</span>
                <span>{formatMs(totalMs / 2)}</span>
                <span>{formatMs(totalMs)}</span>
              </div>
            </th>
            <th scope="col">Reply</th>
            <th scope="col">Took</th>
          </tr>
        </thead>
        <tbody>
          {calls.map((call, index) => (
            <tr
              key={index}
              data-system={call.system}
              data-failed={hasFailed(call)}
              title={describeCall(call)}
            >
              <td>
                <span className="system">{call.system}</span>
              </td>
              <td className="operation">{call.operation}</td>
              <td className="track">
                <span style={{ left: percent(call.startedAtMs), width: percent(call.durationMs) }} />
              </td>
              <td className="outcome">{call.outcome}</td>
              <td className="took">{formatMs(call.durationMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function hasFailed({ outcome }: CallReport): boolean {
  return outcome !== 'OK'
}

function describeCall({ vendor, operation, startedAtMs, durationMs }: CallReport): string {
  return `${vendor}: ${operation}, from ${formatMs(startedAtMs)} to ${formatMs(startedAtMs + durationMs)}`
}

function formatMs(ms: number): string {
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`
}
