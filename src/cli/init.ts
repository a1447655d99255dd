import { constants } from 'node:fs'
import { copyFile } from 'node:fs/promises'
import { StartRefusedError } from '../errors/start-problem.ts'
import { ownFile } from '../package/own-files.ts'

/** The config of a checkout, which runs the sandbox, is the one that a company begins with. */
const name = 'headwater.config.ts'

/**
 * `headwater init`: writes a config that starts at once, with what to fill in for each real system.
 *
 * @throws StartRefusedError when there is one already and `force` is not set, or it cannot be written
 */
export async function init({ force = false }: { force?: boolean }): Promise<void> {
  try {
    await copyFile(ownFile(name), name, force ? 0 : constants.COPYFILE_EXCL)
  } catch (error) {
    throw new StartRefusedError([{ file: name, line: null, message: describe(error) }], error)
  }
  console.log(nextSteps)
}

function describe(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'EEXIST') return 'This file is already here. Rename it, or overwrite it with --force.'
  return `The file cannot be written (${code ?? message}). Run this where you may write.`
}

const nextSteps = `${name} is written: four systems, all played by the sandbox.

  npx headwater check    does everything fit together?
  npx headwater start    run it; prints the address, keys and a first query

Then replace one system after another by yours: the file says how. For your editor to check it:
npm install --save-dev typescript @types/node`
