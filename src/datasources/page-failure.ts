import { GatewayError } from '../errors/gateway-error.ts'
import type { UpstreamName } from '../observability/upstream-event.ts'
import { upstreamError } from './failures.ts'
import { BadPageError } from './paging.ts'

/** What pages without knowing at whom (paging-kinds.ts, changed-since.ts) gets its name here. */
export async function namePageFailures<Page>(upstream: UpstreamName, page: Promise<Page>): Promise<Page> {
  try {
    return await page
  } catch (error) {
    if (error instanceof BadPageError) throw upstreamError(upstream, 'BAD_RESPONSE', {}, error.message)
    const isNameless = error instanceof GatewayError && error.details.system === undefined
    if (!isNameless) throw error
    const { code, message, details, cause } = error
    throw new GatewayError(code, message, { ...details, system: upstream.system }, cause)
  }
}
