import { z } from 'zod'
import { isClaim, type Claim, type PlainClaim } from '../auth/tokens/claim.ts'
import { signingAlgorithms, type AuthConfig } from '../auth/tokens/issuer-config.ts'
import { isSafeUrl } from '../auth/tokens/issuer-url.ts'

const text = (what: string) => z.string({ error: `needs ${what}` }).min(1, { error: `needs ${what}` })

const safeUrl = (what: string) =>
  text(what).refine(isSafeUrl, {
    error: `has to be ${what}: an https URL; http only on this machine (127.0.0.1, localhost)`,
  })

const claimName = z.union([text('the name of a claim'), z.tuple([z.string()], z.string())], {
  error: "needs the name of a claim, e.g. 'customer_id', or the names that lead to it",
})

const plainClaim = (what: string) =>
  z.custom<PlainClaim>((value) => isClaim(value) && value.meanings === null, { error: what })

const anyClaim = z.custom<Claim>(isClaim)

const listOrClaim = (what: string) => z.union([z.array(text('a name')), anyClaim], { error: what })

const issuer = z.strictObject(
  {
    issuer: safeUrl("the issuer exactly as the tokens' iss says it").refine((url) => !url.includes('?'), {
      error: 'has to be without a query',
    }),
    audience: text('the audience (aud) of tokens for this gateway'),
    algorithms: z
      .array(
        z.enum(signingAlgorithms, {
          error: `has to be signed with a key pair: one of ${signingAlgorithms.join(', ')}`,
        }),
      )
      .min(1, { error: 'needs an algorithm; leave it out for all that are safe' })
      .optional(),
    types: z
      .array(text("a type, e.g. 'at+jwt'"))
      .min(1, { error: 'needs a type; leave it out for at+jwt and JWT' })
      .optional(),
    jwksUri: safeUrl("the address of the issuer's keys").optional(),
    tenant: z.union([z.string(), plainClaim('')], {
      error: "needs the tenant: a name, or claim('tenant') without a map",
    }),
    roles: listOrClaim("needs roles: a list, claim('roles'), or claim('roles', { theirs: ['SALES'] })"),
    scopes: z.union([z.literal('ALL'), z.array(text('a scope')), anyClaim], {
      error: "needs scopes: claim('scope'), claim('scope', { theirs: ['read:Customer'] }), a list, or 'ALL'",
    }),
    customer: z
      .strictObject(
        { system: text("the system that has the customers, e.g. 'CRM'"), claim: claimName },
        { error: "needs { system: 'CRM', claim: 'customer_id' }" },
      )
      .optional(),
    attributes: z
      .record(
        z.string(),
        z.union([z.literal('ALL'), z.array(z.string()), anyClaim], {
          error: "needs claim('...'), a list, or 'ALL'",
        }),
      )
      .optional(),
    id: plainClaim("needs a claim without a map, e.g. claim('client_id')").optional(),
  },
  { error: 'needs { issuer, audience, tenant, roles, scopes }' },
)

/** Whose credentials are accepted. What roles and scopes there are is known later, from the schema. */
export const authSchema = z.strictObject(
  { issuers: z.array(issuer, { error: 'needs a list of issuers' }).optional() },
  { error: 'needs { issuers: [...] }' },
) satisfies z.ZodType<AuthConfig>
