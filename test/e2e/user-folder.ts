import { spawn } from 'node:child_process'
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { root, temporaryFolder } from './run-headwater.ts'

export interface Outcome {
  code: number | string
  stdout: string
  stderr: string
}

export interface UserFolder {
  folder: string
  /** The package's own command, on this Node. */
  headwater(args: readonly string[], environment?: Record<string, string>): Promise<Outcome>
}

/** A folder as a company has it that has installed the package: what the package depends on is in its node_modules. */
export function createUserFolder(): UserFolder {
  const folder = join(temporaryFolder(), 'company')
  mkdirSync(folder)
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  return {
    folder,
    headwater: (args, environment = {}) =>
      new Promise((resolve) => {
        const child = spawn(process.execPath, [join(root, 'bin/headwater.js'), ...args], {
          cwd: folder,
          env: { ...process.env, NODE_OPTIONS: '', HEADWATER_DEBUG: '', ...environment },
        })
        let [stdout, stderr] = ['', '']
        child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
        child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
        child.once('close', (code, signal) => resolve({ code: code ?? signal ?? 'unknown', stdout, stderr }))
      }),
  }
}
