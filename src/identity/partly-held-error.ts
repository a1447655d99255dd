import { GatewayError } from '../errors/gateway-error.ts'
import type { Identity } from './crosswalk.ts'

/**
 * The store is away, and memory holds only some of what was asked for: STORE_UNAVAILABLE for the rest. Whoever asked
 * for many may go on with `held`; whoever does not look fails as a whole, and takes nothing that is unknown for absent.
 */
export class PartlyHeldError extends GatewayError {
  /** By what was asked for, as the answer would have been. */
  readonly held: ReadonlyMap<string, Identity>

  constructor(unavailable: GatewayError, held: ReadonlyMap<string, Identity>) {
    super(unavailable.code, unavailable.message, unavailable.details, unavailable)
    this.held = held
  }
}
