/**
 * Builds `dist`, which is what the package ships, and what a checkout runs while its sources are as old: the modules that are
 * started or imported by name as JavaScript, with all that they need in a few files beside them (a start then reads some
 * 20 files instead of 2,300), their declarations, the page, and the template of a store. Run by `npm ci` (prepare), so it
 * is quick and needs no network.
 */
import { execFileSync } from 'node:child_process'
import {
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { templateFile } from '../src/store/store-template.ts'
import { makeTemplate } from './make-store-template.ts'
import { writeNotices } from './write-notices.ts'

const root = resolve(import.meta.dirname, '..')
const dist = join(root, 'dist')
const { resolve: locate } = createRequire(import.meta.url)

/** What is imported by name, as `exports` of package.json says, and what is started. */
function entries(): Record<string, string> {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    exports: Record<string, { default: string }>
  }
  const exported = Object.values(exports).map(({ default: file }) =>
    file.slice('./dist/'.length, -'.js'.length),
  )
  return Object.fromEntries(
    ['src/main', 'sandbox/main', ...exported].map((name) => [name, join(root, `${name}.ts`)]),
  )
}

function declare(): void {
  for (const file of globSync('{src,sandbox}/**/*.d.ts', { cwd: dist })) rmSync(join(dist, file))
  execFileSync(process.execPath, [locate('typescript/bin/tsc'), '-p', 'tsconfig.build.json'], {
    cwd: root,
    stdio: 'inherit',
  })
}

async function bundle(): Promise<void> {
  const begunAt = new Date()
  const { rolldown } = await import('rolldown')
  const build = await rolldown({
    cwd: root,
    input: entries(),
    platform: 'node',
    // It finds its own files beside itself.
    external: ['@electric-sql/pglite'],
    // It asks for Node's by `module.require`, which a bundle has not: its own SHA-256 in JavaScript takes ten times as long, for
    // the text of every request.
    resolve: { alias: { '@apollo/utils.createhash': 'node:crypto' } },
    // Libraries check much in development that costs time on every request.
    transform: {
      define: { 'process.env.NODE_ENV': '"production"', 'globalThis.process.env.NODE_ENV': '"production"' },
    },
  })
  const made = join(dist, `made-by-${process.pid}`)
  const { output } = await build.write({
    dir: made,
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
  })
  await build.close()
  // As old as what it was made of: a source that is saved meanwhile is newer.
  utimesSync(join(made, 'src/main.js'), begunAt, begunAt)
  const modules = output.flatMap((part) => (part.type === 'chunk' ? part.moduleIds : []))
  writeFileSync(join(dist, 'THIRD-PARTY-NOTICES.txt'), writeNotices(modules))
  // Parts before what imports them, and each at once: somebody may be starting this dist. Names change with the content.
  for (const file of globSync(['chunks/*', '{src,sandbox}/**/*.js'], { cwd: made })) {
    mkdirSync(dirname(join(dist, file)), { recursive: true })
    renameSync(join(made, file), join(dist, file))
  }
  rmSync(made, { recursive: true })
  const names = new Set(output.map(({ fileName }) => fileName))
  for (const file of globSync('{chunks,src,sandbox}/**/*.js', { cwd: dist }))
    if (!names.has(file)) rmSync(join(dist, file))
}

function buildPage(): void {
  if (!existsSync(join(root, 'vite.config.ts'))) return
  execFileSync('npm', ['run', '--silent', 'build:page'], { cwd: root, stdio: 'inherit' })
}

/** At once, as somebody may be starting this dist. */
async function packTemplate(): Promise<void> {
  const made = join(dist, `${templateFile}.made-by-${process.pid}`)
  writeFileSync(made, await makeTemplate())
  renameSync(made, join(dist, templateFile))
}

if (existsSync(join(root, 'node_modules/typescript'))) {
  declare()
  buildPage()
  await packTemplate()
  await bundle() // last: a dist whose code is there is whole
} else {
  // `npm ci --omit=dev` in a checkout: it runs its sources and needs no dist.
  console.log('dist is not built: that takes the devDependencies')
}
