import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { root } from '../../e2e/run-headwater.ts'
import type { Need } from '../needs.ts'

/** One request, as nginx saw it. */
export interface Passed {
  status: number
  /** At how many replicas it was tried. */
  tries: number
  /** How many of them took it, or may have: those that did not refuse the connection. */
  sent: number
}

export interface Nginx {
  url: string
  /** All requests that it has answered. */
  passed(): readonly Passed[]
  /** What it wrote to its error log, but for connections that a replica which is down has refused. */
  complaints(): readonly string[]
  close(): Promise<void>
}

export const needsNginx: Need = () =>
  spawnSync('nginx', ['-v']).error ? 'nginx is not installed' : undefined

/** nginx with deploy/nginx.conf as it ships, but for addresses, and files of its own. */
export async function startNginx(port: number, replicaPorts: readonly number[]): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), 'headwater-nginx-'))
  const calls = join(folder, 'calls.log')
  const shipped = readFileSync(join(root, 'deploy/nginx.conf'), 'utf8')
  const config = shipped
    .replaceAll(/gateway-(\d):4000/g, (_, number) => `127.0.0.1:${replicaPorts[Number(number) - 1]}`)
    .replace('listen 8080', `listen 127.0.0.1:${port}`)
    .replaceAll('/tmp/nginx', join(folder, 'nginx'))
    .replace('/dev/stdout', calls)
  const file = join(folder, 'nginx.conf')
  writeFileSync(file, config)
  const child = spawn('nginx', ['-c', file, '-g', 'daemon off;'], { stdio: ['ignore', 'ignore', 'pipe'] })
  let complained = ''
  child.stderr.on('data', (chunk: Buffer) => (complained += chunk.toString()))
  const url = `http://127.0.0.1:${port}`
  while (
    !(await fetch(`${url}/livez`).then(
      (reply) => reply.ok,
      () => false,
    ))
  ) {
    if (child.exitCode !== null) throw new Error(`nginx ended: ${complained}`)
    await sleep(50)
  }
  return {
    url,
    passed: () =>
      readFileSync(calls, 'utf8')
        .split('\n')
        .slice(0, -1)
        .map((line): Passed => {
          const { status, connected } = JSON.parse(line) as { status: number; connected: string }
          const tries = connected.split(', ')
          return { status, tries: tries.length, sent: tries.filter((seconds) => seconds !== '-').length }
        }),
    complaints: () =>
      complained.split('\n').filter((line) => line !== '' && !line.includes('Connection refused')),
    async close() {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
