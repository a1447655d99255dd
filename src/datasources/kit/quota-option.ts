import { z } from 'zod'
import type { Quota } from '../transport/quota-line.ts'

/** The option of every vendor that states a limit: the company's own contract or share of it may be another. */
export function quotaOption(published: Quota) {
  return z
    .strictObject({ calls: z.int().positive(), perMs: z.int().positive() })
    .nullable()
    .default(published)
    .describe('Calls that the vendor allows in any so many milliseconds; null: no limit')
}
