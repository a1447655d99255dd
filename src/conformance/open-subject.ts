import { startFaultProxy, proxyTexts } from './fault-proxy.ts'
import type { Conformance, ProxiedSubject } from './conformance.ts'
import { impatient } from './impatient.ts'
import { nameOperations } from './name-operations.ts'
import { reachUpstream } from './reach-upstream.ts'
import type { OpenSubject } from './subject.ts'

/** @throws what the upstream's own start, or the datasource's `open`, threw */
export async function openSubject(conformance: Conformance): Promise<OpenSubject> {
  return 'open' in conformance ? conformance.open() : openProxied(conformance.system, conformance)
}

/** The datasource as a gateway opens it, but with the address of a proxy in front of its upstream. */
async function openProxied(system: string, subject: ProxiedSubject): Promise<OpenSubject> {
  const { upstream, operations = [], credentials, upstreamTexts = [], faults } = subject
  const running =
    typeof upstream === 'string' ? { url: upstream, close: async () => undefined } : await upstream()
  await reachUpstream(running.url)
  const operationOf = typeof operations === 'function' ? operations : nameOperations(operations)
  const proxy = await startFaultProxy({ target: running.url, operationOf })
  const close = async () => {
    await proxy.close()
    await running.close()
  }
  try {
    const datasource = subject.datasource(proxy.url).open({
      system,
      now: Date.now,
      onEvent: () => undefined,
      warn: () => undefined,
      embeddedDatabase: null,
      patience: impatient,
    })
    const hosts = [proxy.url, running.url].map((url) => new URL(url).host)
    return {
      datasource,
      upstream: { ...proxy, ...(faults && { faults }) },
      credentials,
      upstreamTexts: [...hosts, ...proxyTexts, ...upstreamTexts],
      async close() {
        await datasource.close()
        await close()
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}
