import { Agent, errors, request } from 'undici'
import { parseJson } from '../../json/parse-json.ts'
import { KeysUnreadError } from './keys-unread-error.ts'

/** Reads JSON from an issuer. @throws KeysUnreadError */
export type FetchJson = (url: string) => Promise<unknown>

export interface JsonFetcher {
  fetchJson: FetchJson
  close(): Promise<void>
}

/** GET over HTTP: at most 256 kB within 5 s, redirects not followed: what an issuer's address says is said there. */
export function createJsonFetcher({ timeoutMs = 5_000, maxBytes = 256_000 } = {}): JsonFetcher {
  const agent = new Agent({
    connections: 1,
    connect: { timeout: timeoutMs },
    maxResponseSize: maxBytes,
    // Over HTTP/2 undici does not keep that limit.
    allowH2: false,
  })

  async function fetchText(url: string): Promise<string> {
    try {
      const reply = await request(url, {
        dispatcher: agent,
        headers: { accept: 'application/json' },
        signal: AbortSignal.timeout(timeoutMs),
      })
      if (reply.statusCode === 200) return await reply.body.text()
      await reply.body.dump()
      throw new KeysUnreadError('STATUS', reply.statusCode)
    } catch (error) {
      throw error instanceof KeysUnreadError ? error : new KeysUnreadError(problemOf(error))
    }
  }

  return {
    async fetchJson(url) {
      const value = parseJson(await fetchText(url))
      if (value === undefined) throw new KeysUnreadError('NO_JSON')
      return value
    },
    close: () => agent.destroy(),
  }
}

function problemOf(error: unknown): 'TOO_LARGE' | 'TIMEOUT' | 'UNREACHABLE' {
  if (error instanceof errors.ResponseExceededMaxSizeError) return 'TOO_LARGE'
  const name = typeof error === 'object' && error !== null && 'name' in error ? String(error.name) : ''
  return /timeout/i.test(name) ? 'TIMEOUT' : 'UNREACHABLE'
}
