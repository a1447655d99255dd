import { addEventHandler, type Event, type State } from 'jest-circus'
import { registerHooks } from 'node:module'
import { setTimeout } from 'node:timers/promises'
import { resolveOwnPackage } from '../../src/config/load-config.ts'

/** Machines are busy, and a test that hangs still ends. A test may say another time as its last argument. */
const defaultTimeoutMs = 120_000

type Step = () => unknown

// Run once a process, before its first file of tests (jest.config.mjs). Configs and examples import the package by name, as a
// company's do.
resolveOwnPackage()
loadConfigsAnew()
addEventHandler(limitTimes)

/**
 * A gateway reads its config once; here many start in one process, each with the ports that are its own. So does each config
 * that a config goes on from: one of a test before would lead to ports that nobody listens on any more.
 */
function loadConfigsAnew(): void {
  let loads = 0
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const resolved = nextResolve(specifier, context)
      const { parentURL = '' } = context
      if (parentURL.endsWith('/src/config/load-config.ts') && specifier.startsWith('file:'))
        return { ...resolved, url: `${resolved.url}?load=${(loads += 1)}` }
      const [load] = /\?load=\d+$/.exec(parentURL) ?? []
      return load && resolved.url.endsWith('.config.ts')
        ? { ...resolved, url: resolved.url + load }
        : resolved
    },
  })
}

/** Heard after Jest's own handler, which has put the test or hook at the end of its list. */
function limitTimes(event: Event, { currentDescribeBlock: block }: State): void {
  const added = event.name === 'add_test' ? block.children.at(-1) : block.hooks.at(-1)
  if (event.name !== 'add_test' && event.name !== 'add_hook') return
  if (!added || added.type === 'describeBlock') return
  added.fn = withinTime(added.fn as Step, added.timeout ?? defaultTimeoutMs)
}

function withinTime(step: Step, timeoutMs: number): () => Promise<void> {
  return async () => {
    const done = new AbortController()
    const late = setTimeout(timeoutMs, undefined, { signal: done.signal, ref: false }).then(
      () => {
        throw new Error(`It took longer than ${timeoutMs} ms.`)
      },
      () => undefined,
    )
    try {
      await Promise.race([step(), late])
    } finally {
      done.abort()
    }
  }
}
