import { execFileSync } from 'node:child_process'
import { cpus, loadavg, platform, release, totalmem } from 'node:os'

/** What was measured on, and how quiet it was when that began. */
export interface Machine {
  cores: string
  memoryGb: number
  system: string
  node: string
  /** Of the last minute, before anything was started. */
  loadBefore: number
  commit: string
}

export function describeMachine(): Machine {
  const all = cpus()
  return {
    cores: `${all.length} × ${all[0]?.model.trim() ?? 'unknown'}`,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()}`,
    node: process.version,
    loadBefore: loadavg()[0] ?? 0,
    commit: commitOf(),
  }
}

function commitOf(): string {
  try {
    const options = { cwd: import.meta.dirname, encoding: 'utf8' } as const
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], options).trim()
  } catch {
    return 'no checkout'
  }
}
