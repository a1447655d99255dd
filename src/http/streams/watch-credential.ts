import type { Authenticate, Headers } from '../../auth/principal.ts'
import { GatewayError } from '../../errors/gateway-error.ts'
import { denialOf, type DenialListener } from '../../observability/denial-event.ts'

export interface CredentialWatch {
  authenticate: Authenticate
  everyMs: number
  onDenied: DenialListener
}

/**
 * Asks again and again whether a credential is still good, as a request would: a token expires, a key is revoked. While
 * nobody can say so, it is. `onRefused` is told once. Gives back what ends the watching.
 */
export function watchCredential(
  { authenticate, everyMs, onDenied }: CredentialWatch,
  headers: Headers,
  onRefused: (error: GatewayError) => void,
): () => void {
  let isAsking = false
  const ask = async (): Promise<void> => {
    if (isAsking) return
    isAsking = true
    try {
      await authenticate(headers)
    } catch (error) {
      if (!(error instanceof GatewayError) || error.code !== 'UNAUTHENTICATED' || isOver) return
      stop()
      onDenied(denialOf('authentication'))
      onRefused(error)
    } finally {
      isAsking = false
    }
  }
  let isOver = false
  const timer = setInterval(() => void ask(), everyMs).unref()
  const stop = (): void => {
    isOver = true
    clearInterval(timer)
  }
  return stop
}
