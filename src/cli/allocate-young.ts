import { setFlagsFromString } from 'node:v8'

/**
 * V8 learns which places of the code allocate what lives long, and has them allocate in the old generation from then on. What
 * requests hold lives until they are answered: long while many wait, not when there are few, and what was learnt while many
 * waited stays. Dead objects there keep all alive that they are given, until the whole heap is collected.
 */
export function allocateYoung(): void {
  setFlagsFromString('--no-allocation-site-pretenuring')
}
