import { runGatewayMutation } from './gateway-mutations.ts'
import { prepareWrite } from './prepare-write.ts'
import { runMutation } from './run-mutation.ts'
import { createTurns } from '../datasources/kit/take-turns.ts'
import type { WriteEngine } from './write-engine.ts'
import type { EngineParts } from './write-parts.ts'

export function createWriteEngine(parts: EngineParts): WriteEngine {
  const takeTurns = createTurns()
  return {
    run(asked) {
      // What a change is decided by is what the systems hold now.
      const request = { ...asked, call: { ...asked.call, isFresh: true as const } }
      const { mutation } = request
      return mutation.kind === 'gateway'
        ? runGatewayMutation(parts, mutation, request, takeTurns)
        : runMutation(parts, mutation, request, () => prepareWrite(parts, mutation, request))
    },
  }
}
