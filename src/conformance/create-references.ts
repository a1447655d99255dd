import { randomBytes } from 'node:crypto'

/** Of no two attempts the same, nor of two runs: an upstream keeps what earlier ones left there. */
export function createReferences(): () => string {
  const run = randomBytes(4).toString('hex')
  let attempts = 0
  return () => `hw-test-${run}-${String((attempts += 1)).padStart(5, '0')}`
}
