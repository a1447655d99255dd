import { readFileSync } from 'node:fs'
import { hostname, uptime } from 'node:os'
import { codeOf } from './error-code.ts'

/** Which process on which machine, so that a pid given to another process later is not taken for it. */
export interface ProcessIdentity {
  pid: number
  host: string
  /** ISO date and time. */
  since: string
  /** Boot and start tick (Linux), or null where the system does not tell. */
  started: string | null
}

export function ownIdentity(): ProcessIdentity {
  return {
    pid: process.pid,
    host: hostname(),
    since: new Date().toISOString(),
    started: startOf(process.pid),
  }
}

export function isSameProcess(one: ProcessIdentity, other: ProcessIdentity): boolean {
  return one.pid === other.pid && one.host === other.host && one.started === other.started
}

/**
 * Whether that process may still run. On another host (a container that shared the folder) nobody here can know: yes.
 * A container that was restarted keeps its host name, and its pids start again: the start tick tells them apart.
 */
export function mayBeAlive(holder: ProcessIdentity): boolean {
  if (holder.host !== hostname()) return true
  const bootedAtMs = Date.now() - uptime() * 1000
  // Clocks are set now and then; a minute says enough about a reboot.
  if (Date.parse(holder.since) < bootedAtMs - 60_000) return false
  if (!pidExists(holder.pid)) return false
  return holder.started === null || holder.started === startOf(holder.pid)
}

function pidExists(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}

function startOf(pid: number): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // Field 22 of proc(5), counted after the command name, which is in brackets and may hold spaces and brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const [state, tick] = [fields[0], fields[19]]
    // A zombie was killed, and only its parent has not looked yet.
    return state === 'Z' || tick === undefined ? null : `${boot}/${tick}`
  } catch {
    return null
  }
}
