import { z } from 'zod'
import type { KeyAdministration } from '../keys/key-administration.ts'
import type { ControlRoute } from './control-route.ts'
import { readCommand } from './read-command.ts'

export const keyPaths = { create: '/keys/create', list: '/keys/list', revoke: '/keys/revoke' } as const

const texts = z.array(z.string())

const keyRequest = z.strictObject({
  name: z.string(),
  roles: texts,
  scopes: z.union([texts, z.literal('ALL')]),
  attributes: z.record(z.string(), z.union([texts, z.literal('ALL')])),
  customer: z.strictObject({ system: z.string(), externalId: z.string() }).nullable(),
  tenant: z.string(),
  expiresInMs: z.number().nullable(),
})

/** Keys by the control socket. The one place besides the command where a new key is in the clear. */
export function keyRoutes(administration: KeyAdministration): ControlRoute[] {
  return [
    {
      path: keyPaths.create,
      async answer(body) {
        const { key, secret } = await administration.create(readCommand(keyRequest, body))
        return { key, secret: secret.reveal() }
      },
    },
    { path: keyPaths.list, answer: () => administration.list() },
    {
      path: keyPaths.revoke,
      answer: (body) =>
        administration.revoke(readCommand(z.strictObject({ prefix: z.string() }), body).prefix),
    },
  ]
}
