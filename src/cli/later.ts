import { resolveOwnPackage } from '../config/load-config.ts'

/** A command's code is loaded when it is the one that is run: most need a small part of a gateway. */
export const later =
  <Arguments extends unknown[]>(load: () => Promise<(...args: Arguments) => Promise<void>>) =>
  async (...args: Arguments): Promise<void> => {
    const run = await load()
    // Before any config is read; not earlier, for it slows what is loaded down.
    resolveOwnPackage()
    return run(...args)
  }
