import { z } from 'zod'
import type { Secret } from '../../secrets/secret.ts'
import type { Call } from '../datasource.ts'
import type { DatasourceTools } from '../define-datasource.ts'
import { UpstreamError } from '../failures.ts'
import type { Access, Inspection, Members, MemberSchema } from '../inspection.ts'
import type { Transport } from '../transport/stack.ts'

const propertiesReply = z.object({
  results: z.array(
    z.object({
      name: z.string(),
      type: z.string(),
      calculated: z.boolean().nullish(),
      modificationMetadata: z.object({ readOnlyValue: z.boolean().nullish() }).nullish(),
    }),
  ),
})

const tokenReply = z.object({ scopes: z.array(z.string()) })

const scopes = {
  describe: 'crm.schemas.contacts.read',
  read: 'crm.objects.contacts.read',
  create: 'crm.objects.contacts.write',
  patch: 'crm.objects.contacts.write',
} as const

/**
 * The properties API for what contacts are made of, and the scopes of the private app's token for what the gateway may do. Both as
 * HubSpot's reference and its API client have them.
 */
export function hubspotInspection(options: {
  transport: Transport
  /** Where the object types begin: `/crm/v3/objects`, or dated. */
  pathPrefix: string
  token: Secret
  failure: DatasourceTools['failure']
}) {
  const { transport, pathPrefix, token, failure } = options
  const propertiesPath = `${pathPrefix.replace('/objects', '/properties')}/contacts`

  async function readMembers(call: Call): Promise<Members | null> {
    const request = {
      operation: 'listProperties',
      effect: 'READ',
      method: 'GET',
      path: propertiesPath,
    } as const
    try {
      const reply = propertiesReply.safeParse(await transport.call(request, call))
      if (!reply.success) throw failure('BAD_RESPONSE', 'listProperties: no list of properties')
      return membersOf(reply.data.results)
    } catch (error) {
      if (isOf('FORBIDDEN', error)) return null
      throw error
    }
  }

  /** Null: a token of another kind, of which this says nothing. */
  async function readScopes(call: Call): Promise<ReadonlySet<string> | null> {
    const request = {
      operation: 'describeToken',
      effect: 'READ',
      method: 'POST',
      path: '/oauth/v2/private-apps/get/access-token-info',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ tokenKey: token.reveal() }),
    } as const
    try {
      const reply = tokenReply.safeParse(await transport.call(request, call))
      return reply.success ? new Set(reply.data.scopes) : null
    } catch (error) {
      if (isOf('VALIDATION', error) || isOf('NOT_FOUND', error) || isOf('BAD_RESPONSE', error)) return null
      throw error
    }
  }

  return async (call: Call): Promise<Inspection> => {
    const [members, granted] = await Promise.all([readMembers(call), readScopes(call)])
    const permission = (scope: string, isGranted: boolean) => ({ isGranted, by: `the scope ${scope}` })
    const rights = Object.entries(scopes).map(([right, scope]) => [
      right,
      permission(scope, granted?.has(scope) ?? true),
    ])
    const access = {
      ...(granted && (Object.fromEntries(rights) as Access)),
      // What was answered, whatever the token says.
      describe: permission(scopes.describe, members !== null),
    }
    return { schemas: { Customer: { place: 'properties of contacts', members, access } } }
  }
}

/** What stands beside the properties is HubSpot's own. */
function membersOf(properties: z.infer<typeof propertiesReply>['results']): Members {
  const instant = { type: 'datetime', example: '2026-11-22T09:30:00.000Z' }
  return new Map<string, MemberSchema>([
    ['id', { type: 'id', example: '101' }],
    ['createdAt', instant],
    ['updatedAt', instant],
    ['archived', { type: 'boolean', example: false }],
    [
      'properties',
      { type: 'properties', members: new Map(properties.map((one) => [one.name, memberOf(one)])) },
    ],
  ])
}

function memberOf(property: z.infer<typeof propertiesReply>['results'][number]): MemberSchema {
  const { type, calculated, modificationMetadata } = property
  const isReadOnly = calculated === true || modificationMetadata?.readOnlyValue === true
  return {
    type,
    ...(Object.hasOwn(examples, type) && { example: examples[type] }),
    isSettable: { create: !isReadOnly, patch: !isReadOnly },
  }
}

/** Every value is text. */
const examples: Readonly<Record<string, string>> = {
  bool: 'true',
  number: '1',
  date: '2026-11-22',
  datetime: '2026-11-22T09:30:00.000Z',
}

function isOf(failure: UpstreamError['failure'], error: unknown): boolean {
  return error instanceof UpstreamError && error.failure === failure
}
