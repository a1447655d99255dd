/**
 * Builds `dist`, which is what the package ships: a mirror of the checkout's src and sandbox as JavaScript with
 * declarations, the .graphql files, the config that `headwater init` copies and the skeleton of `headwater new-datasource` at the
 * same places, and the page.
 * Run by `npm ci` (prepare), so it is quick and needs no network.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
const dist = join(root, 'dist')
const { resolve: locate } = createRequire(import.meta.url)

function compile(): void {
  for (const folder of ['src', 'sandbox']) rmSync(join(dist, folder), { recursive: true, force: true })
  execFileSync(process.execPath, [locate('typescript/bin/tsc'), '-p', 'tsconfig.build.json'], {
    cwd: root,
    stdio: 'inherit',
  })
  for (const file of globSync('{src,sandbox}/**/*.js', { cwd: dist })) renameModuleUrls(join(dist, file))
}

/** tsc renames the .ts of imports, not that of a module that is started or resolved by its URL. */
function renameModuleUrls(file: string): void {
  const text = readFileSync(file, 'utf8')
  const renamed = text.replaceAll(/(new URL\('\.[^']+)\.ts(', import\.meta\.url\))/g, '$1.js$2')
  if (renamed !== text) writeFileSync(file, renamed)
}

function copyData(): void {
  const copied = ['src/**/*.graphql', 'headwater.config.ts', 'examples/skeleton/*']
  for (const file of globSync(copied, { cwd: root })) cpSync(join(root, file), join(dist, file))
}

function buildPage(): void {
  if (!existsSync(join(root, 'vite.config.ts'))) return
  execFileSync('npm', ['run', '--silent', 'build:page'], { cwd: root, stdio: 'inherit' })
}

if (existsSync(join(root, 'node_modules/typescript'))) {
  compile()
  copyData()
  buildPage()
} else {
  // `npm ci --omit=dev` in a checkout: it runs its sources and needs no dist.
  console.log('dist is not built: that takes the devDependencies')
}
