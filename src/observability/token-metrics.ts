import { Counter, type Registry } from 'prom-client'
import { tokenRefusals, type TokenListener } from './token-event.ts'

/** Counts decisions about tokens and attempts to read keys; series start at 0, for the same reason as those of systems. */
export function createTokenMetrics(registry: Registry, issuers: readonly string[]): TokenListener {
  const registers = [registry]
  const decisions = new Counter({
    name: 'headwater_token_decisions_total',
    help: 'Bearer tokens by what was decided: OK, why not, or KEYS_UNAVAILABLE.',
    labelNames: ['outcome'],
    registers,
  })
  const keyReads = new Counter({
    name: 'headwater_token_key_reads_total',
    help: 'Attempts to read the keys of an issuer of tokens: OK or FAILED.',
    labelNames: ['issuer', 'outcome'],
    registers,
  })
  for (const outcome of ['OK', 'KEYS_UNAVAILABLE', ...tokenRefusals]) decisions.inc({ outcome }, 0)
  for (const issuer of issuers) for (const outcome of ['OK', 'FAILED']) keyReads.inc({ issuer, outcome }, 0)

  return (event) => {
    if (event.type === 'TOKEN') decisions.inc({ outcome: event.outcome })
    else keyReads.inc({ issuer: event.issuer, outcome: event.outcome })
  }
}
