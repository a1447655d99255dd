import { execFileSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'

const peers = join(import.meta.dirname, 'peers')

/** What is measured against, as locked, and Hive's supergraph for these systems. From the registry that npm is set to. */
export function installPeers(systemsUrl: string): void {
  for (const folder of [peers, join(peers, 'hive')]) {
    if (isInstalled(folder)) continue
    console.log(`installing ${folder}`)
    execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: folder,
      stdio: 'inherit',
    })
  }
  execFileSync(join(peers, 'hive/node_modules/.bin/mesh-compose'), ['-o', 'supergraph.graphql'], {
    cwd: join(peers, 'hive'),
    env: { ...process.env, SIM_URL: systemsUrl },
    stdio: 'pipe',
  })
}

/** npm writes the second file when it is done. */
function isInstalled(folder: string): boolean {
  const [locked, installed] = [
    join(folder, 'package-lock.json'),
    join(folder, 'node_modules/.package-lock.json'),
  ]
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(locked).mtimeMs
}
