import { z } from 'zod'
import { stepStates } from '../writes/write.ts'
import type { WriteAdministration } from '../writes/write-administration.ts'
import type { ControlRoute } from './control-route.ts'
import { readCommand } from './read-command.ts'

export const writePaths = {
  list: '/writes/list',
  show: '/writes/show',
  showValues: '/writes/show-values',
  retry: '/writes/retry',
  cancel: '/writes/cancel',
  confirm: '/writes/confirm',
} as const

const text = z.string().optional()

const listRequest = z.strictObject({
  filter: z.strictObject({
    states: z.array(z.enum(stepStates)).optional(),
    system: text,
    entity: text,
    entityId: text,
    principal: text,
    requestId: text,
    createdFrom: z.number().optional(),
    createdTo: z.number().optional(),
  }),
  first: z.int().min(1).max(1_000),
  after: z.string().nullable(),
})

const one = z.strictObject({ writeId: z.string() })
const decision = z.strictObject({ writeId: z.string(), principal: z.string() })
const confirmation = z.strictObject({
  writeId: z.string(),
  system: z.string(),
  externalId: z.string().nullable(),
  principal: z.string(),
})

/** Writes by the control socket. */
export function writeRoutes(administration: WriteAdministration): ControlRoute[] {
  return [
    { path: writePaths.list, answer: (body) => administration.list(readCommand(listRequest, body)) },
    { path: writePaths.show, answer: (body) => administration.show(readCommand(one, body).writeId) },
    {
      path: writePaths.showValues,
      answer(body) {
        const { writeId, principal } = readCommand(decision, body)
        return administration.showValues(writeId, principal)
      },
    },
    {
      path: writePaths.retry,
      answer(body) {
        const { writeId, principal } = readCommand(decision, body)
        return administration.retry(writeId, principal)
      },
    },
    {
      path: writePaths.cancel,
      answer(body) {
        const { writeId, principal } = readCommand(decision, body)
        return administration.cancel(writeId, principal)
      },
    },
    {
      path: writePaths.confirm,
      answer(body) {
        const { writeId, system, externalId, principal } = readCommand(confirmation, body)
        return administration.confirm(writeId, { system, externalId }, principal)
      },
    },
  ]
}
