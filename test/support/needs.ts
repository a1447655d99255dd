import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

const repository = resolve(import.meta.dirname, '../..')

/** The vendors' API descriptions, where the machine has them: beside the repository, never in it. */
export const specsFolder = resolve(repository, '../shared/specs')

/** What a suite cannot do without; `undefined` when it is there, else what is missing, in a few words. */
export type Need = () => string | undefined

export const needsFolder =
  (folder: string): Need =>
  () =>
    existsSync(folder) ? undefined : `no folder ${folder}`

/** Variables that a started system publishes, e.g. `TRYTON_URL`. */
export const needsVariables =
  (...names: string[]): Need =>
  () => {
    const missing = names.filter((name) => (process.env[name] ?? '') === '')
    return missing.length === 0 ? undefined : `not set: ${missing.join(', ')}`
  }

export const needsAll =
  (...needs: Need[]): Need =>
  () =>
    needs.map((need) => need()).find((missing) => missing !== undefined)

/**
 * A `describe` for suites that need more than Node and npm. Where that is missing, the suite shows as skipped with the
 * reason in its name; with `CI=true` it fails instead, for there nothing may be skipped unseen.
 */
export const describeNeeding = (need: Need, name: string, suite: () => void): void => {
  const missing = need()
  if (missing === undefined) {
    describe(name, suite)
  } else if (process.env.CI === 'true') {
    test(`${name}: has what it needs`, () => {
      throw new Error(missing)
    })
  } else {
    process.stderr.write(`skipped: ${name}: ${missing}\n`) // Jest's summary gives no reason
    // Not the suite itself: what it does before its tests may need the very thing that is missing.
    test.skip(`${name} (skipped: ${missing})`, () => undefined)
  }
}
