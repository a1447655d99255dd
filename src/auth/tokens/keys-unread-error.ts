import type { KeyProblem } from '../../observability/token-event.ts'

/** The keys of an issuer could not be read. Its message names kinds only: no address, no text of the issuer's. */
export class KeysUnreadError extends Error {
  override readonly name = 'KeysUnreadError'
  readonly problem: KeyProblem
  readonly status: number | null

  constructor(problem: KeyProblem, status: number | null = null) {
    super(`keys were not read: ${problem}`)
    this.problem = problem
    this.status = status
  }
}
