#!/usr/bin/env node
// Plain JavaScript without static imports or top-level await, so that a Node that is too old still gets to the message.
const needed = 24
const running = process.versions.node

if (Number(running.split('.')[0]) < needed) {
  console.error(
    `Headwater needs Node ${needed} or newer; this is Node ${running}. Install it from https://nodejs.org`,
  )
  process.exitCode = 1
} else {
  import('node:fs').then((fs) => {
    const file = (path) => new URL(`../${path}`, import.meta.url)
    const isBuilt = fs.existsSync(file('dist/src/main.js'))
    const isCheckout = fs.existsSync(file('src/main.ts'))
    // A checkout whose sources have changed since it was built runs them; Node strips no types under node_modules.
    const runsSources = isCheckout && !(isBuilt && isFresh(fs, file))
    return runsSources ? import('../src/main.ts') : import('../dist/src/main.js')
  })
}

/** Whether nothing that is built has changed since; a file that is gone changes its folder. */
function isFresh(fs, file) {
  const builtAt = fs.statSync(file('dist/src/main.js')).mtimeMs
  const sources = ['src', 'sandbox'].flatMap((folder) => [
    folder,
    ...fs.readdirSync(file(folder), { recursive: true }).map((path) => `${folder}/${path}`),
  ])
  return ['package-lock.json', ...sources].every((path) => fs.statSync(file(path)).mtimeMs <= builtAt)
}
