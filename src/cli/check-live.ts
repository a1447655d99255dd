import { closeDeclarations, openDeclarations } from '../compose/open-declarations.ts'
import {
  checkContract,
  describeFindings,
  isBroken,
  type ContractReport,
} from '../datasources/check-contract.ts'
import { callOf } from '../datasources/create-contract-check.ts'
import type { Datasource } from '../datasources/datasource.ts'
import type { UpstreamEvent } from '../observability/upstream-event.ts'
import type { Prepared } from './prepare.ts'

/**
 * `headwater check --live`: reads a few records of every kind from the systems of the config, and prints how they came, a
 * line each, and a line for whatever has to be done. Reads only. @returns whether nothing has to be done
 */
export async function checkLive(
  { loaded, logger }: Pick<Prepared, 'loaded' | 'logger'>,
  print: (line: string) => void,
): Promise<boolean> {
  const signIns = new Map<string, 'OK' | 'FAILED'>()
  const upstream = (event: UpstreamEvent): void => {
    if (event.type === 'SIGN_IN') signIns.set(event.system, event.outcome)
    // What is found is printed below; the log keeps what explains it.
    if (event.type !== 'DRIFT') logger.upstream(event)
  }
  // Whoever runs this reads what is found; nobody else is woken.
  const { alerts: _unused, ...config } = loaded.config
  const opened = openDeclarations({
    loaded: { ...loaded, config },
    logger: { ...logger, upstream },
    now: Date.now,
  })
  const embeddedUsers = { count: 0 }
  opened.embedded.serve({
    query() {
      embeddedUsers.count += 1
      return Promise.reject(new Error('the embedded database belongs to the gateway'))
    },
  })

  let isWell = true
  try {
    // One after the other, so that a system's use of the embedded database is known for its own.
    for (const [system, datasource] of opened.declarations.datasources) {
      const usersBefore = embeddedUsers.count
      const reports = await checkContract(system, datasource, callOf())
      if (embeddedUsers.count > usersBefore)
        print(`${nameOf(system, datasource)}: not checked: it is the gateway's own database`)
      else {
        for (const report of reports) print(describeReport(report, signIns.get(system)))
        isWell &&= !reports.some(isBroken)
      }
    }
  } finally {
    await closeDeclarations(opened)
  }
  return isWell
}

function nameOf(system: string, { vendor }: Datasource): string {
  return `${system} (${vendor})`
}

function describeReport(report: ContractReport, signIn: 'OK' | 'FAILED' | undefined): string {
  const { system, vendor, kind, outcome, sampled, neverSeen, durationMs } = report
  const facts = [
    outcome === 'UNASKED' ? 'not checked: no record is known to ask for' : outcome,
    ...(outcome === 'READ' ? [`${sampled} records`] : []),
    ...(outcome === 'UNASKED' ? [] : [`${Math.round(durationMs)} ms`]),
    ...(signIn ? [`sign-in ${signIn}`] : []),
    ...(neverSeen.length > 0 ? [`empty in all of them: ${neverSeen.join(', ')}`] : []),
  ]
  return [`${system} (${vendor}) ${kind}: ${facts.join('; ')}`, ...describeFindings(report)].join('\n')
}
