import { Agent, request } from 'undici'
import { GatewayError } from '../errors/gateway-error.ts'
import type { Secret } from '../secrets/secret.ts'

export interface PostWebhook {
  /** Posts it as JSON. @throws Error that names neither the URL nor its host */
  send(body: object): Promise<void>
  close(): Promise<void>
}

/**
 * The address that alerts go to. It is a secret: who knows it can write to the channel. Redirects are not followed.
 *
 * @throws GatewayError when it is no http or https URL
 */
export function createPostWebhook(url: Secret, { timeoutMs = 5_000 } = {}): PostWebhook {
  const target = URL.parse(url.reveal())
  if (!target || !/^https?:$/.test(target.protocol))
    throw new GatewayError(
      'BAD_USER_INPUT',
      `The webhook for alerts (${url.origin}) is no http or https URL.`,
    )
  const agent = new Agent({ connections: 1, connect: { timeout: timeoutMs } })

  return {
    async send(body) {
      const status = await post(agent, target, body, timeoutMs)
      if (status < 200 || status >= 300) throw new Error(`the webhook replied HTTP ${status}`)
    },
    close: () => agent.destroy(),
  }
}

/** Errors of the network are replaced: theirs name the host. */
async function post(dispatcher: Agent, url: URL, body: object, timeoutMs: number): Promise<number> {
  try {
    const reply = await request(url, {
      dispatcher,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
    })
    await reply.body.dump()
    return reply.statusCode
  } catch (error) {
    throw new Error(`the webhook cannot be reached: ${nameOf(error)}`)
  }
}

/** The code of a network error, `TimeoutError` for one that took too long. */
function nameOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'unknown'
  if ('code' in error && typeof error.code === 'string') return error.code
  return 'name' in error && typeof error.name === 'string' ? error.name : 'unknown'
}
