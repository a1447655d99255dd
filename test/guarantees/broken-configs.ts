/** What stands in the environment for every broken config, and must never be printed. */
export const markerSecret = 'marker-7f3a-secret'

export interface BrokenConfig {
  name: string
  /** The config; `headwater` is the public API. The line that has to be named ends in `// HERE`, where it is in this file. */
  config: string
  /** The company's own SDL, as `company.graphql` beside it; there it is `# HERE`. */
  sdl?: string
  /** What the problem names. */
  says: RegExp
  /**
   * Where it is tried: in the test's process (unless told), from the command line too, or only there: for what Node finds,
   * as jest has a module loader of its own.
   */
  run?: 'BOTH' | 'CLI'
}

const hubspot = "headwater.hubspot({ token: headwater.env('G027_SECRET') })"
const people = "owner: 'Sales', contact: 'crm@example.com'"

/** A config with options of the top, one a line. */
const top = (...lines: string[]) => `export default headwater.defineConfig({
  systems: { CRM: { datasource: ${hubspot}, ${people} } },
  ${lines.join('\n  ')}
})`

/** A config whose CRM is this datasource. */
const crm = (datasource: string, system = 'CRM') => `export default headwater.defineConfig({
  systems: {
    ${system}: {
      datasource: ${datasource.replace(/(?: \/\/ HERE)?$/, ',$&')}
      ${people},
    },
  },
})`

const opera = (hotels: string) =>
  crm(
    `headwater.opera({
        baseUrl: 'https://ohip.example.com',
        clientId: 'headwater',
        clientSecret: headwater.env('G027_SECRET'),
        appKey: headwater.env('G027_SECRET'),
        ${hotels}
      })`,
    'CRS',
  )

/** A config with these issuers of tokens, lines of one after the other. */
const issuers = (...lines: string[]) =>
  top('auth: {', '  issuers: [', ...lines.map((line) => `    ${line}`), '  ],', '},')

const login = "issuer: 'https://login.example.com/', audience: 'urn:headwater', tenant: 'north'"
const rights = "roles: ['SALES'], scopes: 'ALL', attributes: { accounts: 'ALL' }"

const company = "export default headwater.defineConfig({ systems: {}, schema: ['company.graphql'] })"
const sdl = (text: string) => ({ config: company, sdl: text })

export const brokenConfigs: readonly BrokenConfig[] = [
  {
    name: 'a syntax error',
    config: 'export default headwater.defineConfig({\n  systems: {{ // HERE\n})',
    says: /[Ss]yntax/,
    run: 'CLI',
  },
  {
    name: 'an import of nothing',
    config: "import { x } from './no-such-file.ts' // HERE\nexport default x",
    says: /no-such-file/,
    run: 'CLI',
  },
  {
    name: 'a mistake in its code',
    config: 'const port: number = undefined.port // HERE\nexport default { systems: {}, http: { port } }',
    says: /TypeError/,
  },
  { name: 'no default export', config: 'export const config = {}', says: /export default defineConfig/ },
  {
    name: 'a default export that is no config',
    config: 'export default 42',
    says: /export default defineConfig/,
  },
  {
    name: 'a function instead of a config',
    config: 'export default () => ({ systems: {} })',
    says: /export default defineConfig/,
  },
  { name: 'no systems', config: 'export default {\n  schema: [],\n}', says: /needs the systems/ },
  {
    name: 'a mistyped option',
    config: top('sandboxKey: true, // HERE'),
    says: /sandboxKey.*sandboxKeys/,
  },
  {
    name: 'public keys where others reach the gateway',
    config: top("http: { host: '0.0.0.0' },", 'sandboxKeys: true, // HERE'),
    says: /sandboxKeys.*headwater keys create/,
    run: 'BOTH',
  },
  { name: 'an option of the wrong type', config: top("sandbox: 'yes', // HERE"), says: /sandbox.*boolean/ },
  { name: 'a port that is none', config: top('http: { port: 70_000 }, // HERE'), says: /http\.port.*65535/ },
  {
    name: 'a negative limit',
    config: top('limits: {', '  maxDepth: -1, // HERE', '},'),
    says: /maxDepth.*3/,
  },
  {
    name: 'an origin with a path',
    config: top("http: { corsOrigins: ['https://app.example.com/start'] }, // HERE"),
    says: /corsOrigins.*origin/,
  },
  {
    name: 'an origin without a scheme',
    config: top("http: { corsOrigins: ['app.example.com'] }, // HERE"),
    says: /corsOrigins.*origin/,
  },
  {
    name: 'a store URL that is none',
    config: top("storeUrl: headwater.env('G027_BAD_STORE_URL'), // HERE"),
    says: /storeUrl.*postgres:\/\//,
    run: 'BOTH',
  },
  {
    name: 'a store URL written down',
    config: top(`storeUrl: 'postgres://headwater:${markerSecret}@db/headwater', // HERE`),
    says: /storeUrl.*env\(/,
  },
  {
    name: 'an issuer over plain http',
    config: issuers(
      '{',
      "  issuer: 'http://login.example.com/', // HERE",
      `  audience: 'a', tenant: 'north', ${rights},`,
      '},',
    ),
    says: /auth\.issuers\.0\.issuer.*https/,
  },
  {
    name: 'tokens signed with a shared secret',
    config: issuers(`{ ${login}, ${rights},`, "  algorithms: ['RS256', 'HS256'], // HERE", '},'),
    says: /auth\.issuers\.0\.algorithms\.1.*key pair.*RS256/,
  },
  {
    name: 'the second issuer without an audience',
    config: issuers(
      `{ ${login}, ${rights} },`,
      "{ issuer: 'https://sso.example.com', tenant: 'south', // HERE",
      `  ${rights} },`,
    ),
    says: /auth\.issuers\.1\.audience.*audience/,
  },
  {
    name: 'a mistyped option of an issuer',
    config: issuers(`{ ${login}, ${rights},`, "  algoritms: ['RS256'], // HERE", '},'),
    says: /auth\.issuers\.0\.algoritms.*algorithms/,
  },
  {
    name: 'an issuer that is there twice',
    config: issuers(`{ ${login}, ${rights} },`, '{', `  ${login}, // HERE`, `  ${rights} },`),
    says: /auth\.issuers\.1\.issuer.*join/,
  },
  {
    name: 'a role for tokens that is none',
    config: issuers(
      `{ ${login}, scopes: 'ALL',`,
      "  roles: headwater.claim('roles', {",
      "    'hotel-sales': ['SALES'],",
      "    'hotel-frontdesk': ['FRONTDSK'], // HERE",
      '  }) },',
    ),
    says: /auth\.issuers\.0\.roles\.hotel-frontdesk: FRONTDSK.*FRONTDESK/,
  },
  {
    name: 'a role that nobody can be given',
    config: issuers(`{ ${login}, scopes: 'ALL',`, "  roles: ['SELF'], // HERE", '},'),
    says: /auth\.issuers\.0\.roles: SELF cannot be given/,
  },
  {
    name: 'a scope for tokens that bounds nothing',
    config: issuers(
      `{ ${login}, roles: ['SALES'], attributes: { accounts: 'ALL' },`,
      "  scopes: headwater.claim('scope', {",
      "    'customers:read': ['read:Custmer'], // HERE",
      '  }) },',
    ),
    says: /read:Custmer.*Customer/,
  },
  {
    name: 'tokens that would see nothing, for want of what a rule compares with',
    config: issuers(`{ ${login}, roles: ['SALES'], scopes: 'ALL', // HERE`, '},'),
    says: /auth\.issuers\.0\.attributes: accounts is missing, and SALES sees Customer, Order only by it/,
  },
  {
    name: 'roles that are no roles',
    config: issuers(`{ ${login}, scopes: 'ALL',`, "  roles: 'SALES', // HERE", '},'),
    says: /auth\.issuers\.0\.roles.*claim\(/,
  },
  {
    name: 'customers of a system that is none',
    config: issuers(
      `{ ${login}, ${rights},`,
      "  customer: { system: 'CMR', claim: 'customer_id' }, // HERE",
      '},',
    ),
    says: /auth\.issuers\.0\.customer\.system: CMR.*CRM/,
  },
  {
    name: 'a system that the schema does not have',
    config: `export default headwater.defineConfig({
  systems: {
    CMR: { datasource: ${hubspot}, ${people} }, // HERE
  },
})`,
    says: /CMR.*CRM/,
  },
  {
    name: 'a system without an owner',
    config: `export default {\n  systems: {\n    CRM: { datasource: ${hubspot}, contact: 'a' }, // HERE\n  },\n}`,
    says: /CRM.*owner/,
  },
  {
    name: 'a secret that is not set',
    config: crm("headwater.hubspot({ token: headwater.env('G027_NOT_SET') }) // HERE"),
    says: /G027_NOT_SET.*not set/,
    run: 'BOTH',
  },
  {
    name: 'a secret that is empty',
    config: crm("headwater.hubspot({ token: headwater.env('G027_EMPTY') }) // HERE"),
    says: /G027_EMPTY.*empty/,
  },
  {
    name: 'a secret file that is not there',
    config: crm("headwater.hubspot({ token: headwater.secretFile('/no/such/token') }) // HERE"),
    says: /\/no\/such\/token.*ENOENT/,
  },
  {
    name: 'a secret written down',
    config: crm(`headwater.hubspot({\n        token: '${markerSecret}', // HERE\n      })`),
    says: /token.*secretFile/,
  },
  {
    name: 'an option that the vendor does not have',
    config: crm(
      "headwater.hubspot({\n        token: headwater.env('G027_SECRET'),\n        maxConcurent: 5, // HERE\n      })",
    ),
    says: /maxConcurent.*maxConcurrent/,
  },
  {
    name: 'a vendor without its secret',
    config: crm('headwater.hubspot({}) // HERE'),
    says: /token/,
  },
  {
    name: 'an address that is none',
    config: crm(
      "headwater.hubspot({\n        token: headwater.env('G027_SECRET'),\n        baseUrl: 'api.hubapi.com', // HERE\n      })",
    ),
    says: /baseUrl.*URL/,
  },
  {
    name: 'a quota of no calls',
    config: crm(
      "headwater.hubspot({\n        token: headwater.env('G027_SECRET'),\n        quota: { calls: 0, perMs: 1_000 }, // HERE\n      })",
    ),
    says: /quota\.calls.*>0/,
  },
  {
    name: 'a hotel without a time zone',
    config: opera("hotels: [{ code: 'BER' }] // HERE"),
    says: /hotels\.0\.timeZone/,
  },
  {
    name: 'a time zone that is none',
    config: opera("hotels: [{ code: 'BER', timeZone: 'Europe/Berlín' }] // HERE"),
    says: /hotels\.0\.timeZone.*IANA/,
  },
  {
    name: 'a mapping of a field that no entity has',
    config: `export default headwater.defineConfig({
  systems: {
    CRM: { // HERE
      datasource: headwater.hubspot({
        token: headwater.env('G027_SECRET'),
        fields: { Customer: { shoeSize: 'properties.shoe_size' } },
      }),
      ${people},
    },
  },
})`,
    says: /Customer\.shoeSize/,
  },
  {
    name: 'fields of an entity that the vendor has no records of',
    config: `export default headwater.defineConfig({
  systems: {
    CRM: { // HERE
      datasource: headwater.hubspot({
        token: headwater.env('G027_SECRET'),
        fields: { Custmer: { email: 'properties.mail' } },
      }),
      ${people},
    },
  },
})`,
    says: /no records of Custmer; did you mean Customer\?/,
  },
  {
    name: 'a field that nothing maps',
    config: `export default headwater.defineConfig({
  schema: ['company.graphql'],
  systems: {
    CRM: { datasource: ${hubspot}, ${people} }, // HERE
  },
})`,
    sdl: 'extend type Customer {\n  shoeSize: Int @owner(system: CRM) @access(read: [SALES])\n}',
    says: /Customer\.shoeSize.*map it/,
  },
  {
    name: 'a schema file that is not there',
    config:
      "export default headwater.defineConfig({\n  systems: {},\n  schema: ['nope.graphql'], // HERE\n})",
    says: /nope\.graphql/,
  },
  {
    name: 'a syntax error in the SDL',
    ...sdl('extend type Customer {\n  a: String @\n} # HERE'),
    says: /Syntax|Expected/,
  },
  {
    name: 'a field with two owners',
    ...sdl('extend type Customer {\n  a: String @owner(system: CRM) @owner(system: ERP) # HERE\n}'),
    says: /two owners/,
  },
  {
    name: 'a field without an owner',
    ...sdl(
      'type Ticket implements Node @source(system: CRM, maxAge: "5m") @access(read: [SALES]) { # HERE\n  id: ID!\n  title: String\n}',
    ),
    says: /owner/,
  },
  {
    name: 'a role that is none',
    ...sdl('extend type Customer {\n  a: String @owner(system: CRM) @access(read: [SALESMAN]) # HERE\n}'),
    says: /SALESMAN/,
  },
  {
    name: 'an owner that is no system',
    ...sdl('extend type Customer {\n  a: String @owner(system: CRMM) @access(read: [SALES]) # HERE\n}'),
    says: /CRMM/,
  },
  {
    name: 'a directive where it means nothing',
    ...sdl('extend interface Node @access(read: [SALES]) # HERE'),
    says: /@access/,
  },
  {
    name: 'a mutation that the audit has no name for',
    ...sdl(
      'extend type Mutation {\n  sweep(idempotencyKey: String): EnquiryPayload @mutation(does: GATEWAY) @access(write: [SALES]) # HERE\n}',
    ),
    says: /audit/,
  },
  {
    name: 'an input that sets what nobody may write',
    ...sdl('extend input UpdateCustomerInput {\n  leadSource: String # HERE\n}'),
    says: /nobody may write/,
  },
  {
    name: 'two entities of one name',
    ...sdl('type Ticket {\n  id: ID!\n}\ntype Ticket { # HERE\n  id: ID!\n}'),
    says: /Ticket/,
  },
]
