import { readdirSync, readFileSync } from 'node:fs'
import type { Running } from './start-contender.ts'

export interface Usage {
  /** Time on the processor since it began, of all its threads and children. */
  cpuMicroseconds: number
  rssBytes: number
}

/** From /proc where there is one (nanoseconds, children too), else as the process says of itself. */
export async function readUsage({ pid, ask }: Pick<Running, 'pid' | 'ask'>): Promise<Usage> {
  if (process.platform === 'linux') return readProc(pid)
  const { user, system, rss } = await ask<{ user: number; system: number; rss: number }>('usage')
  return { cpuMicroseconds: user + system, rssBytes: rss }
}

function readProc(pid: number): Usage {
  const usage = { cpuMicroseconds: 0, rssBytes: 0 }
  for (const process of familyOf(pid)) {
    for (const task of tasksOf(process)) {
      const [nanoseconds] = readText(`/proc/${process}/task/${task}/schedstat`).split(' ')
      usage.cpuMicroseconds += Number(nanoseconds) / 1_000
    }
    const [, kilobytes = '0'] = /VmRSS:\s+(\d+)/.exec(readText(`/proc/${process}/status`)) ?? []
    usage.rssBytes += Number(kilobytes) * 1_024
  }
  return usage
}

/** The process and all that it started. */
function familyOf(pid: number): number[] {
  const children = tasksOf(pid).flatMap((task) =>
    readText(`/proc/${pid}/task/${task}/children`).trim().split(' ').filter(Boolean).map(Number),
  )
  return [pid, ...children.flatMap(familyOf)]
}

function tasksOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`)
  } catch {
    return []
  }
}

/** Empty for what is gone meanwhile. */
function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
