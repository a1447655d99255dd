// The layers: who may import whom. The two tables are the architecture; the rules below are derived from them.

/**
 * Folder (or file) of src → folders it may import. Its own files are always allowed; what is not listed is refused,
 * a folder missing here included. `datasources` is the port (the files directly in it); `datasources/*` is each
 * vendor's folder, and a vendor never imports another vendor.
 */
const layers = {
  errors: [],
  codecs: [],
  // A leaf that everything holding a credential needs: it only knows how not to print itself.
  secrets: [],
  // Where the package's own files are, for all that read or start one.
  package: [],
  // One function, for all that reads JSON from outside: upstreams' replies, tokens, keys.
  json: [],
  // One function as well: how objects of the same members are made, values of records as well as replies.
  objects: [],
  observability: ['errors', 'secrets'],
  schema: ['errors', 'codecs', 'package'],
  // The port, its transport and how systems are looked at are one layer: the port's contract below, what composes it above.
  datasources: [
    'errors',
    'codecs',
    'objects',
    'schema',
    'observability',
    'secrets',
    'datasources/transport',
    'datasources/inspection',
  ],
  'datasources/inspection': ['errors', 'codecs', 'schema', 'observability', 'datasources'],
  // What vendors are put together from; the port needs none of it.
  'datasources/kit': ['errors', 'codecs', 'datasources', 'datasources/transport'],
  'datasources/transport': ['errors', 'observability', 'secrets', 'json', 'datasources'],
  'datasources/*': ['errors', 'codecs', 'secrets', 'datasources', 'datasources/transport', 'datasources/kit'],
  // What is declared of tokens and of datasources is typed and checked where it is used.
  config: ['errors', 'secrets', 'schema', 'auth', 'datasources', 'package'],
  store: ['errors', 'observability', 'secrets', 'package'],
  // One connection for whatever replicas share: limits today, the cache later.
  redis: ['secrets'],
  // What people decide of identities is audited in the transaction that does it.
  identity: ['errors', 'schema', 'datasources', 'store', 'audit', 'observability'],
  cache: ['errors', 'schema', 'datasources', 'observability'],
  // Rights select the plan, and guards decide by them what is read.
  planner: ['errors', 'schema', 'auth', 'datasources'],
  operations: ['errors'],
  reads: [
    'errors',
    'codecs',
    'schema',
    'auth',
    'datasources',
    'identity',
    'cache',
    'planner',
    'observability',
    // What the trail holds, for who may ask for it.
    'audit',
  ],
  // What a write is about is read by the one way that anything is. How it is stored, writes only knows the contract of.
  writes: [
    'errors',
    'codecs',
    'schema',
    'auth',
    'datasources',
    // Records that several change at once.
    'datasources/kit',
    'store',
    'identity',
    'audit',
    'planner',
    'reads',
    'observability',
  ],
  // The state machine of writes as rows, with the links and the audit that belong to each change of it.
  outbox: ['errors', 'store', 'identity', 'audit', 'writes', 'observability'],
  resolvers: [
    'errors',
    'objects',
    'schema',
    'auth',
    'datasources',
    'planner',
    'reads',
    'writes',
    'observability',
  ],
  auth: ['errors', 'schema', 'json', 'observability'],
  // API keys, as identity is for links: over the store, which auth, asked by every request, knows nothing of.
  keys: ['errors', 'secrets', 'observability', 'schema', 'store', 'auth'],
  // Rows that are written in the transactions of others; what a caller sees of values is decided by auth's rights.
  audit: ['errors', 'observability', 'schema', 'store', 'auth'],
  // What commands ask of the running gateway, both ends of its socket: beside http, for its callers are not the API's.
  // The store for its lock alone, which says why nobody answers.
  control: ['errors', 'secrets', 'observability', 'keys', 'audit', 'writes', 'identity', 'store'],
  http: [
    'errors',
    'config',
    'package',
    'schema',
    'auth',
    'reads',
    'resolvers',
    'writes',
    'observability',
    'redis',
    'operations',
  ],
  // Several processes of one gateway on one port: it starts and ends them, and knows nothing of what they do.
  workers: ['errors', 'observability'],
  // What every datasource is held against, over the port alone: also for those of companies, so it ships.
  conformance: ['errors', 'schema', 'datasources', 'datasources/transport'],
  // The parts of the composition root, and what the commands share with it.
  compose: 'everything',
  'app.ts': 'everything',
  cli: 'everything',
  'main.ts': ['cli'],
  // The published API: the one barrel.
  'index.ts': [
    'errors',
    'secrets',
    'codecs',
    'auth',
    'config',
    'datasources',
    'datasources/transport',
    'datasources/kit',
    'datasources/*',
  ],
}

/** Package (or Node module) → the only layers that may import it. A package missing here is free to all. */
const edges = {
  express: ['http', 'app.ts'],
  helmet: ['http'],
  'express-rate-limit': ['http'],
  'rate-limit-redis': ['http'],
  '@redis/client': ['redis'],
  // The tier that replicas share, and Redis as the store of it.
  keyv: ['cache', 'redis'],
  'graphql-ws': ['http'],
  'graphql-sse': ['http'],
  ws: ['http'],
  '@apollo/server': ['http', 'resolvers', 'app.ts'],
  // In conformance for the proxy that stands in front of the upstream of a datasource under test.
  http: ['http', 'control', 'app.ts', 'conformance'],
  https: ['http', 'conformance'],
  net: ['http', 'conformance'],
  pg: ['store', 'datasources/postgres'],
  'pg-boss': ['store'],
  '@electric-sql/pglite': ['store', 'datasources/postgres'],
  kysely: ['store', 'identity', 'keys', 'outbox', 'audit'],
  // In auth for the issuers' keys.
  undici: ['datasources/transport', 'observability', 'auth'],
  'fast-xml-parser': ['datasources/transport'],
  jose: ['auth'],
  child_process: ['cli'],
  cluster: ['workers'],
}

const escape = (text) => text.replaceAll('.', '\\.')

/** Folders of datasources that are no vendor's. */
const vendorFolder = '(?!(?:transport|kit|inspection)/)[^/]+'

/** A pattern for the files of a layer; `vendor` is what stands for the vendor's own folder name. */
const filesOf = (layer, vendor = vendorFolder) => {
  if (layer.endsWith('.ts')) return `^src/${escape(layer)}$`
  if (layer === 'datasources') return '^src/datasources/[^/]+$'
  if (layer === 'datasources/*') return `^src/datasources/${vendor}/`
  return `^src/${escape(layer)}/`
}
const everything = Object.keys(layers).filter(
  (layer) => !['app.ts', 'main.ts', 'cli', 'compose'].includes(layer),
)
/** What composes, and what it composes with: one way. */
const above = { 'app.ts': ['compose'], cli: ['compose', 'app.ts'] }
const allowedBy = (layer) =>
  layers[layer] === 'everything' ? [...everything, ...(above[layer] ?? [])] : layers[layer]

const layerRules = Object.keys(layers).map((layer) => ({
  name: `layer ${layer}`,
  severity: 'error',
  comment: 'this folder may not import that one: see `layers` in .dependency-cruiser.mjs',
  // The group captures a vendor's own name, for `$1` below.
  from: { path: filesOf(layer, `(${vendorFolder})`) },
  to: {
    path: '^src/',
    pathNot: [filesOf(layer, '$1'), ...allowedBy(layer).map((allowed) => filesOf(allowed))],
  },
}))

const edgeRules = Object.entries(edges).map(([name, allowed]) => ({
  name: `edge ${name}`,
  severity: 'error',
  comment: 'only the layers listed in `edges` in .dependency-cruiser.mjs may import this package',
  from: { path: '^src/', pathNot: allowed.map((layer) => filesOf(layer)) },
  // As resolved (node_modules/pg/..., the types alone: node_modules/@types/pg/...), unresolved, or a Node module.
  to: {
    path: `(?:^|node_modules/(?:@types/)?)(?:node:)?${escape(name)}(?:/(?!.*node_modules)|$)`,
    pathNot: '^(?:src|sandbox)/',
  },
}))

const otherRules = [
  {
    name: 'no circular imports',
    comment: 'type-only ones count: move what both need to a third file',
    from: {},
    to: { circular: true },
  },
  {
    name: 'no orphans',
    comment: 'imports nothing and nothing imports it: delete it, or use it',
    from: { orphan: true, pathNot: '\\.d\\.ts$' },
    to: {},
  },
  {
    name: 'no unknown folder',
    comment: 'give the folder its line in `layers` in .dependency-cruiser.mjs',
    from: { path: '^src/', pathNot: Object.keys(layers).map((layer) => filesOf(layer)) },
    to: {},
  },
  {
    name: 'sandbox apart',
    comment: 'the sandbox stands for the vendors: it knows nothing of the gateway',
    from: { path: '^sandbox/' },
    to: { path: '^src/' },
  },
  {
    name: 'sandbox from the commands only',
    comment: 'only src/cli starts the sandbox',
    from: { path: '^src/', pathNot: '^src/cli/' },
    to: { path: '^sandbox/' },
  },
  {
    name: 'nothing from outside',
    comment: 'what runs imports no test, tool, example or company config',
    from: { path: '^(?:src|sandbox)/' },
    to: { path: '^(?!src/|sandbox/)', dependencyTypes: ['local'] },
  },
  {
    name: 'declared packages only',
    comment:
      'what runs imports dependencies, not devDependencies or the parts of another package (types excepted)',
    from: { path: '^(?:src|sandbox)/' },
    to: {
      dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
      dependencyTypesNot: ['type-only'],
    },
  },
  {
    name: 'resolvable',
    comment: 'no such file or package',
    from: {},
    to: { couldNotResolve: true },
  },
].map((rule) => ({ severity: 'error', ...rule }))

export default {
  forbidden: [...layerRules, ...edgeRules, ...otherRules],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Type-only imports are dependencies too.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
    },
    skipAnalysisNotInRules: true,
  },
}
