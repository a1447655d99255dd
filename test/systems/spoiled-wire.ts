import { spawn, type ChildProcess } from 'node:child_process'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePorts } from '../e2e/run-headwater.ts'
import { specsFolder } from '../support/needs.ts'

/** The proxy that stands beside the real systems; its first lines say what it can do to a connection. */
export const proxyFile = resolve(specsFolder, '../upstreams/fault-proxy/proxy.mjs')

/** What befalls connections that are opened from now on; `rate`: this share of them. */
export interface Spoiling {
  down?: true
  latency?: number
  blackhole?: true
  resetAfterBytes?: number
  /** The system gets the request and does it, and its answer is lost. */
  dropResponse?: true
  rate?: number
}

/** Real systems behind a TCP proxy each. */
export interface SpoiledWire<Name extends string> {
  /** The system's own URL with the proxy's host and port. */
  urls: Readonly<Record<Name, string>>
  spoil(name: Name, faults: Spoiling): Promise<void>
  heal(): Promise<void>
  /** How many connections a fault befell. */
  hits(name: Name): Promise<number>
  close(): Promise<void>
}

export async function openSpoiledWire<Name extends string>(
  targets: Readonly<Record<Name, string>>,
): Promise<SpoiledWire<Name>> {
  const names = Object.keys(targets) as Name[]
  const control = await freePorts(names.length + 1)
  const portOf = (name: Name) => control + 1 + names.indexOf(name)
  const places = names.map((name) => `${name}=${portOf(name)}:${placeOf(targets[name])}`)
  const child = spawn(process.execPath, [proxyFile, '--control', String(control), ...places], {
    stdio: 'ignore',
  })
  const ask = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${control}${path}`, init)
  await untilReady(child, () => ask('/'))
  const through = (name: Name): string => {
    const url = new URL(targets[name])
    url.port = String(portOf(name))
    return url.href.replace(/\/$/, targets[name].endsWith('/') ? '/' : '')
  }
  return {
    urls: Object.fromEntries(names.map((name) => [name, through(name)])) as Record<Name, string>,
    async spoil(name, faults) {
      await ask(`/${name}`, { method: 'PUT', body: JSON.stringify(faults) })
    },
    async heal() {
      for (const name of names) await ask(`/${name}`, { method: 'PUT', body: '{}' })
    },
    async hits(name) {
      const all = (await (await ask('/')).json()) as { name: string; hit: number }[]
      return all.find((one) => one.name === name)?.hit ?? 0
    },
    close() {
      child.kill('SIGTERM')
      return Promise.resolve()
    },
  }
}

function placeOf(url: string): string {
  const { hostname, port } = new URL(url)
  return `${hostname}:${port}`
}

async function untilReady(child: ChildProcess, ask: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await ask()
      return
    } catch (error) {
      if (tries === 100 || child.exitCode !== null) throw error
      await sleep(100)
    }
  }
}
