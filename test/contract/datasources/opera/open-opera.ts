import { impatient } from '../../../../src/conformance/impatient.ts'
import { createSimulatorServer } from '../../../../sandbox/kit/server.ts'
import { sandboxOpera } from '../../../../sandbox/opera/credentials.ts'
import { specialsByCode } from '../../../../sandbox/opera/specials.ts'
import { properties } from '../../../../sandbox/world/properties.ts'
import { Secret } from '../../../../src/secrets/secret.ts'
import type { Call } from '../../../../src/datasources/datasource.ts'
import { opera } from '../../../../src/datasources/opera/opera.ts'
import { openOpera as openSimulator, worldNoonMs } from '../../../unit/sandbox/opera/open-opera.ts'
import { createOhipSpec } from '../../sandbox/opera/ohip-spec.ts'

export const call: Call = { signal: new AbortController().signal, requestId: crypto.randomUUID() }

/** Our datasource against the simulated OPERA over HTTP; `problems` are its requests that Oracle's description refuses. */
export async function openOpera() {
  const spec = createOhipSpec()
  const { simulator, clock } = openSimulator()
  type Request = Parameters<typeof spec.requestProblems>[0]
  // Judged when asked: a description of this size takes seconds to compile, which no caller of the simulator should wait for.
  const unjudged: Request[] = []
  const problems: string[] = []
  const gates = [
    (request: Request) => {
      unjudged.push(request)
      return null
    },
    ...simulator.gates,
  ]
  const server = createSimulatorServer({ simulator: { ...simulator, gates } })
  const url = `http://127.0.0.1:${await server.listen(0)}`
  const calls: string[] = []
  const warnings: string[] = []
  const [first, ...others] = properties.map(({ code, timeZone }) => ({ code, timeZone }))
  const datasource = opera({
    baseUrl: url,
    clientId: sandboxOpera.clientId,
    clientSecret: new Secret(sandboxOpera.clientSecret, 'test'),
    appKey: new Secret(sandboxOpera.appKey, 'test'),
    hotels: [first!, ...others],
    specials: specialsByCode,
    phoneRegion: 'DE',
    quota: null,
  }).open({
    system: 'CRS',
    now: () => worldNoonMs,
    onEvent: (event) => {
      if (event.type === 'CALL') calls.push(event.operation)
    },
    warn: (message) => warnings.push(message),
    embeddedDatabase: null,
    patience: impatient,
  })
  return {
    customers: datasource.records.get('Customer')!,
    bookings: datasource.records.get('Booking')!,
    availability: datasource.operations.get('availability')!,
    simulator,
    clock,
    url,
    get problems() {
      problems.push(...unjudged.splice(0).flatMap((request) => spec.requestProblems(request)))
      return problems
    },
    warnings,
    /** Operations called since the last time, sign-in left out. */
    takeCalls: () => calls.splice(0).filter((operation) => operation !== 'getToken'),
    async close() {
      await datasource.close()
      await server.close()
    },
  }
}
