import { readFileSync } from 'node:fs'

/**
 * What a running process has taken of the processors so far, however busy the machine is; null where the system does not
 * tell it this way, and once the process is gone.
 */
export function readProcessorSeconds(pid: number | undefined): number | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ')
    const ticksPerSecond = 100
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
  } catch {
    return null
  }
}
