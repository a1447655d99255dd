import { z } from 'zod'
import type { LinkAdministration } from '../identity/link-administration.ts'
import type { ControlRoute } from './control-route.ts'
import { readCommand } from './read-command.ts'

export const linkPaths = {
  byId: '/links/by-id',
  byRecord: '/links/by-record',
  shown: '/links/shown',
} as const

const byId = z.strictObject({ entity: z.string(), id: z.string() })
const byRecord = z.strictObject({ entity: z.string(), system: z.string(), externalId: z.string() })
const shown = z.strictObject({
  entity: z.string(),
  entityId: z.string().nullable(),
  systems: z.array(z.string()),
  principal: z.string(),
})

/** The crosswalk by the control socket. */
export function linkRoutes(administration: LinkAdministration): ControlRoute[] {
  return [
    {
      path: linkPaths.byId,
      answer(body) {
        const { entity, id } = readCommand(byId, body)
        return administration.findById(entity, id)
      },
    },
    {
      path: linkPaths.byRecord,
      answer(body) {
        const { entity, ...key } = readCommand(byRecord, body)
        return administration.findByRecord(entity, key)
      },
    },
    { path: linkPaths.shown, answer: (body) => administration.recordShown(readCommand(shown, body)) },
  ]
}
