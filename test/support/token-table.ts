import type { TokenRefusal } from '../../src/observability/token-event.ts'
import { createSigningKey, encode, signToken, signWithPublicKey, type SigningKey } from './forge-tokens.ts'

/** What tokens are forged with: an issuer's keys, and one that is not among them. */
export interface Forge {
  issuer: string
  audience: string
  rsa: SigningKey
  ec: SigningKey
  ed: SigningKey
  stranger: SigningKey
  nowSeconds: number
}

export function createForge(issuer: string, nowSeconds: number): Forge {
  return {
    issuer,
    audience: 'urn:headwater:gateway',
    rsa: createSigningKey('RS256', 'rsa-1'),
    ec: createSigningKey('ES256', 'ec-1'),
    ed: createSigningKey('EdDSA', 'ed-1'),
    stranger: createSigningKey('RS256', 'stranger'),
    nowSeconds,
  }
}

export const publishedKeys = ({ rsa, ec, ed }: Forge) => ({ keys: [rsa.jwk, ec.jwk, ed.jwk] })

/** What every token claims unless its row says otherwise. */
export const usualClaims = ({ issuer, audience, nowSeconds }: Forge) => ({
  iss: issuer,
  aud: audience,
  sub: 'carl-7f3a9c',
  iat: nowSeconds - 10,
  exp: nowSeconds + 600,
  roles: ['hotel-developer'],
  scope: 'everything:read',
})

export const usualHeader = ({ alg, kid }: SigningKey) => ({ alg, kid, typ: 'at+jwt' })

type Change = Record<string, unknown>

export interface TokenRow {
  name: string
  decision: 'OK' | TokenRefusal
  token(forge: Forge): string
}

/** Signed by the issuer's RSA key; `undefined` takes a claim or header away. */
const signed =
  (claims: Change = {}, header: Change = {}) =>
  (forge: Forge) =>
    signToken({ ...usualHeader(forge.rsa), ...header }, { ...usualClaims(forge), ...claims }, forge.rsa)

const claims = (
  name: string,
  decision: TokenRow['decision'],
  change: (forge: Forge) => Change,
): TokenRow => ({
  name,
  decision,
  token: (forge) => signed(change(forge))(forge),
})

const header = (
  name: string,
  decision: TokenRow['decision'],
  change: (forge: Forge) => Change,
): TokenRow => ({
  name,
  decision,
  token: (forge) => signed({}, change(forge))(forge),
})

/** A text that stands for claims, signed by the issuer all the same. */
const payload = (
  name: string,
  decision: TokenRow['decision'],
  text: (usual: string) => string | Buffer,
): TokenRow => ({
  name,
  decision,
  token: (forge) => signToken(usualHeader(forge.rsa), text(JSON.stringify(usualClaims(forge))), forge.rsa),
})

const raw = (name: string, decision: TokenRow['decision'], token: TokenRow['token']): TokenRow => ({
  name,
  decision,
  token,
})

const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)

/** Each kind of token that somebody may send, and what has to be decided. */
export const tokenTable: readonly TokenRow[] = [
  raw('RS256', 'OK', signed()),
  ...(['ec', 'ed'] as const).map((key) =>
    raw(`signed with the ${key} key`, 'OK', (forge) =>
      signToken(usualHeader(forge[key]), usualClaims(forge), forge[key]),
    ),
  ),
  header('typ application/at+jwt', 'OK', () => ({ typ: 'application/at+jwt' })),
  header('typ JWT', 'OK', () => ({ typ: 'JWT' })),
  header('no typ', 'OK', () => ({ typ: undefined })),
  header('typ of a logout token', 'TYPE', () => ({ typ: 'logout+jwt' })),
  header('typ a number', 'TYPE', () => ({ typ: 1 })),
  header('no kid, and one key that fits', 'OK', () => ({ kid: undefined })),

  raw(
    'alg none without a signature',
    'ALGORITHM',
    (forge) => `${encode({ alg: 'none', typ: 'at+jwt' })}.${encode(usualClaims(forge))}.`,
  ),
  header('alg none with a signature', 'ALGORITHM', () => ({ alg: 'none' })),
  header('alg NoNe', 'ALGORITHM', () => ({ alg: 'NoNe' })),
  header('no alg', 'MALFORMED', () => ({ alg: undefined })),
  header('alg a list', 'MALFORMED', () => ({ alg: ['RS256'] })),
  header('alg __proto__', 'ALGORITHM', () => ({ alg: '__proto__' })),
  header('alg constructor', 'ALGORITHM', () => ({ alg: 'constructor' })),
  raw('HS256 with the public key as its secret', 'ALGORITHM', (forge) =>
    signWithPublicKey({ alg: 'HS256', kid: forge.rsa.kid, typ: 'at+jwt' }, usualClaims(forge), forge.rsa),
  ),
  raw('RS256 said, HS256 done', 'SIGNATURE', (forge) =>
    signWithPublicKey(usualHeader(forge.rsa), usualClaims(forge), forge.rsa),
  ),
  header('the kid of a key for another algorithm', 'KEY', ({ ec }) => ({ kid: ec.kid })),
  raw('signed with a key that is not published, under its own kid', 'KEY', (forge) =>
    signToken(usualHeader(forge.stranger), usualClaims(forge), forge.stranger),
  ),
  raw('signed with a key that is not published, under the kid of one that is', 'SIGNATURE', (forge) =>
    signToken(usualHeader(forge.rsa), usualClaims(forge), forge.stranger),
  ),
  header('kid a path', 'KEY', () => ({ kid: '../../../../dev/null' })),
  header('kid SQL', 'KEY', () => ({ kid: "' union select 'secret' -- " })),
  header('kid a URL', 'KEY', () => ({ kid: 'http://127.0.0.1:1/keys' })),
  header('kid __proto__', 'KEY', () => ({ kid: '__proto__' })),
  header('kid empty', 'KEY', () => ({ kid: '' })),
  header('kid a number', 'MALFORMED', () => ({ kid: 1 })),
  header('kid null', 'MALFORMED', () => ({ kid: null })),
  header('jku', 'HEADER', () => ({ jku: 'http://127.0.0.1:1/keys' })),
  header('x5u', 'HEADER', () => ({ x5u: 'http://127.0.0.1:1/chain' })),
  raw('jwk: its own key', 'HEADER', (forge) =>
    signToken(
      { ...usualHeader(forge.stranger), jwk: forge.stranger.jwk },
      usualClaims(forge),
      forge.stranger,
    ),
  ),
  header('x5c', 'HEADER', () => ({ x5c: ['MIIB'] })),
  header('x5t, which names a certificate and brings none', 'OK', () => ({ x5t: 'abc' })),
  header('crit', 'HEADER', () => ({ crit: ['exp'], exp: 1 })),
  header('crit b64', 'HEADER', () => ({ crit: ['b64'], b64: false })),

  claims('another issuer', 'ISSUER', () => ({ iss: 'https://login.example.org/' })),
  claims('iss with a slash more', 'ISSUER', ({ issuer }) => ({ iss: `${issuer}/` })),
  claims('iss in capitals', 'ISSUER', ({ issuer }) => ({ iss: issuer.toUpperCase() })),
  claims('iss a list', 'ISSUER', ({ issuer }) => ({ iss: [issuer] })),
  claims('no iss', 'ISSUER', () => ({ iss: undefined })),
  claims('iss __proto__', 'ISSUER', () => ({ iss: '__proto__' })),
  claims('another audience', 'AUDIENCE', () => ({ aud: 'urn:headwater:other' })),
  claims('part of the audience', 'AUDIENCE', () => ({ aud: 'urn:headwater' })),
  claims('no audience', 'AUDIENCE', () => ({ aud: undefined })),
  claims('aud a list with ours', 'OK', ({ audience }) => ({ aud: ['urn:other', audience] })),
  claims('aud a list without ours', 'AUDIENCE', () => ({ aud: ['urn:other'] })),
  claims('aud an empty list', 'AUDIENCE', () => ({ aud: [] })),
  claims('aud a list of lists', 'AUDIENCE', ({ audience }) => ({ aud: [[audience]] })),
  claims('aud an object', 'AUDIENCE', ({ audience }) => ({ aud: { [audience]: true } })),

  claims('expired', 'EXPIRED', ({ nowSeconds }) => ({ exp: nowSeconds - 60 })),
  claims('expired within the tolerance of clocks', 'OK', ({ nowSeconds }) => ({ exp: nowSeconds - 1 })),
  claims('no exp', 'TIMES', () => ({ exp: undefined })),
  claims('exp null', 'TIMES', () => ({ exp: null })),
  claims('exp a text', 'TIMES', ({ nowSeconds }) => ({ exp: String(nowSeconds + 600) })),
  claims('exp "123"', 'TIMES', () => ({ exp: '123' })),
  claims('exp 1.5', 'EXPIRED', () => ({ exp: 1.5 })),
  claims('exp with a fraction', 'TIMES', ({ nowSeconds }) => ({ exp: nowSeconds + 600.5 })),
  claims('exp in milliseconds', 'TIMES', ({ nowSeconds }) => ({ exp: (nowSeconds + 600) * 1_000 })),
  payload('exp 1e400', 'TIMES', (usual) => usual.replace(/"exp":\d+/, '"exp":1e400')),
  payload('exp -1e400', 'EXPIRED', (usual) => usual.replace(/"exp":\d+/, '"exp":-1e400')),
  claims('exp negative', 'EXPIRED', () => ({ exp: -1 })),
  claims('not yet valid', 'NOT_YET_VALID', ({ nowSeconds }) => ({ nbf: nowSeconds + 60 })),
  claims('valid since now, by a clock that is a little ahead', 'OK', ({ nowSeconds }) => ({
    nbf: nowSeconds + 3,
  })),
  claims('nbf a text', 'TIMES', () => ({ nbf: '1' })),
  claims('nbf with a fraction', 'TIMES', () => ({ nbf: 1.5 })),
  claims('iat a text', 'TIMES', () => ({ iat: 'now' })),
  claims('iat with a fraction', 'TIMES', () => ({ iat: 1.5 })),
  claims('no iat', 'OK', () => ({ iat: undefined })),
  claims('no sub', 'SUBJECT', () => ({ sub: undefined })),
  claims('sub a number', 'SUBJECT', () => ({ sub: 7 })),
  claims('sub null', 'SUBJECT', () => ({ sub: null })),
  claims('sub empty', 'SUBJECT', () => ({ sub: '' })),
  claims('sub in other scripts', 'OK', () => ({ sub: 'Zoë 王 🦢' })),

  raw('huge', 'TOO_LONG', signed({ padding: 'x'.repeat(7_000) })),
  payload('10,000 levels', 'TOO_LONG', (usual) => usual.replace(/}$/, `,"a":${deep(10_000)}}`)),
  payload('2,500 levels, by the issuer', 'OK', (usual) => usual.replace(/}$/, `,"a":${deep(2_500)}}`)),
  raw(
    '2,500 levels in the header, unsigned',
    'MALFORMED',
    (forge) => `${encode(`{"a":${deep(2_500)}`)}.${encode(usualClaims(forge))}.AAAA`,
  ),
  payload('a claim __proto__', 'MALFORMED', (usual) =>
    usual.replace(/}$/, ',"__proto__":{"roles":["hotel-developer"]}}'),
  ),
  claims('a claim constructor', 'OK', () => ({ constructor: { prototype: { roles: ['DEVELOPER'] } } })),
  payload('a claim twice', 'MALFORMED', (usual) => usual.replace(/}$/, ',"sub":"somebody-else"}')),
  payload('claims that are a list', 'MALFORMED', () => '[]'),
  payload('claims that are null', 'MALFORMED', () => 'null'),
  payload('claims that are no JSON', 'MALFORMED', () => '{"iss":'),
  payload('claims that are no UTF-8', 'MALFORMED', (usual) =>
    Buffer.from(usual.replace('carl', 'c\u00e4rl'), 'latin1'),
  ),
  payload('claims with half a surrogate pair', 'MALFORMED', (usual) =>
    usual.replace('carl', String.raw`\ud800`),
  ),
  payload('nothing as claims', 'MALFORMED', () => ''),
  raw('a header that says alg twice', 'MALFORMED', (forge) =>
    signToken(`{"alg":"none","alg":"RS256","kid":"${forge.rsa.kid}"}`, usualClaims(forge), forge.rsa),
  ),
  raw('two dots and nothing else', 'MALFORMED', () => '..'),
  raw('a single word', 'MALFORMED', () => 'hello'),
  raw('four parts', 'MALFORMED', (forge) => `${signed()(forge)}.AAAA`),
  raw('five parts, as encrypted ones have', 'MALFORMED', (forge) => `${signed()(forge)}.AAAA.AAAA`),
  raw('no signature', 'SIGNATURE', (forge) => signed()(forge).replace(/[^.]+$/, '')),
  raw(
    'a signature of another token',
    'SIGNATURE',
    (forge) => `${signed({ sub: 'admin' })(forge).replace(/[^.]+$/, '')}${signed()(forge).split('.')[2]}`,
  ),
  raw('no base64', 'MALFORMED', (forge) => signed()(forge).replace('.', '.!')),
  raw('base64 with padding', 'MALFORMED', (forge) => `${signed()(forge)}==`),
  raw('characters beyond ASCII', 'MALFORMED', (forge) => signed()(forge).replace('.', '.\u00e9')),
]
