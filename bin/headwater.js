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
  import('node:fs').then(({ existsSync }) =>
    // A checkout runs its sources, a package what was built of them: Node strips no types under node_modules.
    existsSync(new URL('../src/main.ts', import.meta.url))
      ? import('../src/main.ts')
      : import('../dist/src/main.js'),
  )
}
