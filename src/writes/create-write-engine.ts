import { GatewayError } from '../errors/gateway-error.ts'
import { createDelivery, type DeliverStep } from './deliver-step.ts'
import { createGatewayMutations } from './gateway-mutations.ts'
import { runMutation } from './run-mutation.ts'
import type { WriteEngine } from './write-engine.ts'
import type { WriteParts } from './write-parts.ts'

/** The engine, and what its workers deliver with. */
export function createWriteEngine(parts: WriteParts): { engine: WriteEngine; deliver: DeliverStep } {
  const deliver = createDelivery(parts)
  const whole = { ...parts, deliver }
  const gatewayMutations = createGatewayMutations(whole)
  return {
    deliver,
    engine: {
      async run(request) {
        const { mutation } = request
        if (mutation.kind !== 'gateway') return runMutation(whole, mutation, request)
        const run = gatewayMutations[mutation.name]
        if (!run) throw new GatewayError('INTERNAL', `Mutation.${mutation.name} is done by nothing.`)
        return run(mutation, request)
      },
    },
  }
}
