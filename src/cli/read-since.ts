import { StartRefusedError } from '../errors/start-problem.ts'
import { parseDurationMs } from '../schema/duration.ts'

/** `--since`: how long ago, or when, in ms since epoch. @throws StartRefusedError */
export function readSince(text: string, now: number): number {
  const ago = parseDurationMs(text)
  if (ago !== null) return now - ago
  const at = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : NaN
  if (!Number.isNaN(at)) return at
  const message = '--since: has to be like 24h, 7d, or 2026-11-28T10:00:00Z.'
  throw new StartRefusedError([{ file: null, line: null, message }])
}
