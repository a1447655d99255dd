import { z } from 'zod'
import type { AuditAdministration } from '../audit/audit-administration.ts'
import type { ControlRoute } from './control-route.ts'
import { readCommand } from './read-command.ts'

export const auditPaths = { verify: '/audit/verify', list: '/audit/list', erase: '/audit/erase' } as const

const text = z.string().optional()

const listRequest = z.strictObject({
  filter: z.strictObject({
    since: z.number().optional(),
    until: z.number().optional(),
    event: text,
    principal: text,
    writeId: text,
    entity: text,
    entityId: text,
    system: text,
  }),
  first: z.int().min(1).max(1_000),
  after: z.string().nullable(),
})

/** The audit trail by the control socket. */
export function auditRoutes(administration: AuditAdministration): ControlRoute[] {
  return [
    {
      path: auditPaths.verify,
      answer: (body) =>
        administration.verify(
          readCommand(z.strictObject({ knownHead: z.string().nullable() }), body).knownHead,
        ),
    },
    {
      path: auditPaths.list,
      answer: (body) => administration.list(readCommand(listRequest, body)),
    },
    {
      path: auditPaths.erase,
      answer(body) {
        const shape = z.strictObject({ customer: z.string(), principal: z.string() })
        const { customer, principal } = readCommand(shape, body)
        return administration.erase(customer, principal)
      },
    },
  ]
}
