import { join } from 'node:path'

export interface Contender {
  name: string
  /** As the report calls it. */
  title: string
  /** Arguments of Node; `{PORT}` is replaced. */
  args: readonly string[]
  cwd?: string
  env?: Readonly<Record<string, string>>
}

const peers = join(import.meta.dirname, 'peers')
const hive = join(peers, 'hive')
const headwater = [
  join(import.meta.dirname, '../bin/headwater.js'),
  'start',
  '--config',
  join(import.meta.dirname, 'gateway/headwater.config.ts'),
]
const hiveGateway = [join(hive, 'node_modules/.bin/hive-gateway'), 'supergraph', '-p', '{PORT}']

/** The limit; all others are compared with it. */
export const limit = 'raw'

/** Without a cache of their own: Q1 to Q3. All call the systems by what their documentation uses, the first two by undici. */
export const contenders: readonly Contender[] = [
  { name: limit, title: 'By hand (the limit)', args: [join(peers, 'raw.mjs')], env: { HTTP: 'undici' } },
  {
    name: 'raw-governed',
    title: 'By hand, governed',
    args: [join(peers, 'raw.mjs')],
    env: { HTTP: 'undici', GOVERNED: '1' },
  },
  { name: 'headwater', title: 'Headwater', args: headwater, env: { HEADWATER_CACHE: 'off' } },
  { name: 'mercurius', title: 'Mercurius', args: [join(peers, 'mercurius.mjs')] },
  { name: 'apollo', title: 'Apollo Server', args: [join(peers, 'apollo.mjs')] },
  { name: 'yoga', title: 'GraphQL Yoga', args: [join(peers, 'yoga.mjs')] },
  { name: 'hive', title: 'Hive Gateway', args: hiveGateway, cwd: hive, env: { FORK: '1' } },
]

/** What each offers to answer Q2 from memory: whole replies but for Mercurius (its resolvers') and Headwater (source records). */
export const cachedContenders: readonly Contender[] = contenders
  .filter(({ name }) => name !== 'raw-governed')
  .map((one) => ({
    ...one,
    name: `${one.name}-cached`,
    env: { ...one.env, RESPONSE_CACHE: '1', HEADWATER_CACHE: '' },
  }))
