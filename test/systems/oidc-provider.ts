import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { specsFolder } from '../support/needs.ts'

const run = promisify(execFile)

/** Where the provider's scripts are: beside the vendors' descriptions. */
export const providerFolder = resolve(specsFolder, '../upstreams/oidc')

export interface Provider {
  issuer: string
  /** Starts it, or starts it anew. `keys: 'NEW'` is a rotation. */
  start(options?: { alg?: 'RS256' | 'ES256'; tokenSeconds?: number; keys?: 'NEW' | 'KEPT' }): Promise<void>
  stop(): Promise<void>
  /** Stops it, and its folder is gone. */
  close(): Promise<void>
}

/** A provider of the test's own on that port, which it may stop and start. */
export function createProvider(port: number): Provider {
  const folder = mkdtempSync(join(tmpdir(), 'headwater-oidc-'))
  const data = join(folder, 'oidc')
  mkdirSync(data, { recursive: true })
  // The packages of the one that runs already, where there is one.
  const installed = join(process.env.UPSTREAMS_DATA ?? '', 'oidc', 'npm')
  if (existsSync(installed)) symlinkSync(resolve(installed), join(data, 'npm'))
  const environment = { ...process.env, UPSTREAMS_DATA: folder, OIDC_PORT: String(port) }
  const stop = async () => {
    await run(join(providerFolder, 'stop'), { env: environment })
  }
  return {
    issuer: `http://127.0.0.1:${port}`,
    async start({ alg = 'RS256', tokenSeconds = 3_600, keys = 'KEPT' } = {}) {
      await stop()
      if (keys === 'NEW') rmSync(join(data, 'keys.json'), { force: true })
      const env = { ...environment, OIDC_ALG: alg, OIDC_TOKEN_TTL: String(tokenSeconds) }
      await run(join(providerFolder, 'start'), { env })
    },
    stop,
    async close() {
      // In this order: it is stopped by the process id in its folder.
      await stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** An access token as a client gets one: by client credentials, or as a person through the log-in and consent forms. */
export async function getToken(
  issuer: string,
  ...how: [kind: 'client' | 'user', who: string, ...scope: string[]]
): Promise<string> {
  const env = { ...process.env, OIDC_ISSUER: issuer, RAW: '1' }
  const { stdout } = await run(process.execPath, [join(providerFolder, 'token.mjs'), ...how], { env })
  return stdout.trim()
}
