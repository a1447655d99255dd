import type { DocumentNode, ExecutionResult } from 'graphql'
import { anonymous } from '../../../src/auth/held-roles.ts'
import type { Principal } from '../../../src/auth/principal.ts'
import { loadSdl } from '../../../src/schema/load-sdl.ts'
import type { WriteEngine } from '../../../src/writes/write-engine.ts'
import { createMemoryGateway, type MemoryGateway } from '../memory-gateway.ts'
import type { DrawnDocument } from './draw-document.ts'
import type { Fault } from './faults.ts'
import { learnIdentities, type Identities } from './identities.ts'
import { makeWorld } from './make-world.ts'
import { expectReply, type Expected } from './model.ts'
import { payloadMutations } from './payload-mutations.ts'
import { readRules, type Rules } from './read-rules.ts'
import type { World } from './world.ts'
import { createTraffic, createWorldSystem } from './world-system.ts'

/** Takes every mutation for done, whoever asks: who may do it is decided before, and what is shown of it after. */
const doNothing: WriteEngine = {
  run: ({ mutation, args }) =>
    Promise.resolve({
      write: {
        id: 'w',
        mutation: mutation.name,
        principal: 'x',
        requestId: 'test',
        entity: payloadMutations[mutation.name]!.entity,
        entityId: String(args.id),
        createdAt: 0,
        steps: [],
      },
      userErrors: [],
    }),
}

/** The gateway over the world, and the model beside it. */
export interface Oracle {
  rules: Rules
  world: World
  identities: Identities
  gateway: MemoryGateway
  ask(principal: Principal, drawn: DrawnDocument): Promise<Answer>
  /** What the answer has to be; what a faulty model takes it for, where a fault is given. */
  expect(principal: Principal, drawn: DrawnDocument, fault?: Fault): Expected
  close(): Promise<void>
}

/** What a caller was told, and what was asked and read for it. */
export interface Answer {
  result: ExecutionResult
  calls: readonly string[]
  loads: ReadonlySet<string>
}

/** `prepare` may add to the world before the gateway meets it. */
export async function openOracle(prepare: (world: World) => void = () => undefined): Promise<Oracle> {
  const rules = readRules(loadSdl().map(({ text }) => text))
  const world = makeWorld(rules)
  prepare(world)
  const traffic = createTraffic()
  const systems = ['CRM', 'ERP', 'CRS', 'DATABASE']
  const gateway = await createMemoryGateway(
    new Map(systems.map((system) => [system, createWorldSystem(rules, world, system, traffic)])),
    { writes: doNothing },
  )
  const identities = await learnIdentities(rules, world, gateway)
  const prepared = new WeakMap<DocumentNode, ReturnType<MemoryGateway['prepare']>>()
  return {
    rules,
    world,
    identities,
    gateway,
    async ask(principal, { document, text, variables }) {
      const run = prepared.get(document) ?? gateway.prepare(text)
      prepared.set(document, run)
      traffic.clear()
      const result = await run(variables, { principal })
      return { result, calls: [...traffic.calls], loads: new Set(traffic.loads) }
    },
    expect(caller, { document, variables }, fault = {}) {
      const principal = fault.principal?.(caller) ?? caller
      const given = {
        rules: fault.rules?.(rules) ?? rules,
        world,
        identities,
        principal,
        alterGrants: fault.grants,
      }
      const expected = expectReply({ ...given, isAnonymous: caller === anonymous }, document, variables)
      return fault.expected?.(expected) ?? expected
    },
    close: () => gateway.close(),
  }
}
