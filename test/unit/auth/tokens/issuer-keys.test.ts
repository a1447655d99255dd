import { createSigningKey, signToken, type SigningKey } from '../../../support/forge-tokens.ts'
import { usualClaims, usualHeader } from '../../../support/token-table.ts'
import { forge, issuer, openSubject } from './subject.ts'

const minute = 60_000
const hour = 60 * minute
const discovery = `${issuer}.well-known/openid-configuration`
const jwks = `${issuer}jwks`
const next = createSigningKey('ES256', 'ec-2')

/** Good for ten days, since clocks are turned by hours. */
const sign = (key: SigningKey, kid = key.kid) =>
  signToken({ ...usualHeader(key), kid }, { ...usualClaims(forge), exp: forge.nowSeconds + 864_000 }, key)
const unavailable = { code: 'UPSTREAM_UNAVAILABLE' }
const refused = { code: 'UNAUTHENTICATED' }

test('nothing is asked before the first token, and once for all that come meanwhile', async () => {
  const { identify, fetches } = openSubject(forge)
  expect(fetches()).toBe(0)
  await Promise.all(Array.from({ length: 200 }, () => identify(sign(forge.rsa))))
  await identify(sign(forge.ec))
  expect(fetches()).toBe(2)
})

test('without discovery the keys alone are asked for', async () => {
  const { identify, fetches } = openSubject(forge, { jwksUri: jwks })
  await identify(sign(forge.rsa))
  expect(fetches()).toBe(1)
})

test('a key that the issuer adds is accepted with its first token', async () => {
  const { identify, clock, documents } = openSubject(forge)
  await identify(sign(forge.rsa))
  clock.now += minute
  documents.set(jwks, { keys: [forge.rsa.jwk, next.jwk] })
  await expect(identify(sign(next))).resolves.toMatchObject({ roles: ['DEVELOPER'] })
  await expect(identify(sign(forge.rsa))).resolves.toBeDefined()
})

test('a key that the issuer withdraws is accepted for 10 minutes at most, whether tokens came meanwhile or not', async () => {
  const quiet = openSubject(forge)
  const busy = openSubject(forge)
  for (const { identify, documents } of [quiet, busy]) {
    await identify(sign(forge.rsa))
    documents.set(jwks, { keys: [next.jwk] })
  }
  quiet.clock.now += 10 * minute
  await expect(quiet.identify(sign(forge.rsa))).rejects.toMatchObject(refused)
  busy.clock.now += 9 * minute
  await expect(busy.identify(sign(forge.rsa))).resolves.toBeDefined()
  busy.clock.now += minute
  await new Promise((resolve) => setTimeout(resolve, 20))
  await expect(busy.identify(sign(forge.rsa))).rejects.toMatchObject(refused)
})

test('where an attempt failed long ago, too, a request waits for the next one', async () => {
  const { identify, clock, documents, state } = openSubject(forge)
  await identify(sign(forge.rsa))
  clock.now += 6 * minute
  state.isDown = true
  await identify(sign(forge.rsa))
  await new Promise((resolve) => setTimeout(resolve, 20))
  state.isDown = false
  documents.set(jwks, { keys: [next.jwk] })
  clock.now += 10 * hour
  await expect(identify(sign(forge.rsa))).rejects.toMatchObject(refused)
})

test('5,000 unknown keys within 30 s are one fetch, and each is refused', async () => {
  const { identify, clock, keyFetches } = openSubject(forge)
  await identify(sign(forge.rsa))
  clock.now += minute
  const token = (index: number) => sign(next, `unknown-${index}`)
  const outcomes = await Promise.allSettled(
    Array.from({ length: 5_000 }, async (_none, index) => {
      clock.now += 5
      return identify(token(index))
    }),
  )
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toEqual([])
  expect(keyFetches()).toBe(2)
  clock.now += 30_000
  await expect(identify(token(0))).rejects.toMatchObject(refused)
  expect(keyFetches()).toBe(3)
  // Those with a known key were never in the way.
  await expect(identify(sign(forge.rsa))).resolves.toBeDefined()
})

test('an issuer that is down at the start is asked once in 30 s, and accepted when it is there', async () => {
  const { identify, clock, state, fetches, events } = openSubject(forge)
  state.isDown = true
  const tokens = Array.from({ length: 100 }, () => identify(sign(forge.rsa)))
  for (const { reason } of (await Promise.allSettled(tokens)) as PromiseRejectedResult[])
    expect(reason).toMatchObject({ ...unavailable, details: { retryAfter: 30 } })
  clock.now += 29_000
  state.isDown = false
  await expect(identify(sign(forge.rsa))).rejects.toMatchObject({
    ...unavailable,
    details: { retryAfter: 1 },
  })
  expect(fetches()).toBe(1)
  clock.now += 1_000
  await expect(identify(sign(forge.rsa))).resolves.toBeDefined()
  expect(events.filter(({ type }) => type === 'ISSUER_KEYS')).toEqual([
    {
      type: 'ISSUER_KEYS',
      issuer: 'auth.issuers.0',
      outcome: 'FAILED',
      problem: 'UNREACHABLE',
      status: null,
      failuresInARow: 1,
      usableUntil: null,
    },
    { type: 'ISSUER_KEYS', issuer: 'auth.issuers.0', outcome: 'OK', keys: 3 },
  ])
})

test('while the issuer is down known keys serve for 24 hours, then its tokens cannot be checked', async () => {
  const { identify, clock, state, fetches, events } = openSubject(forge)
  await identify(sign(forge.rsa))
  const readAt = clock.now
  state.isDown = true
  const before = fetches()
  for (clock.now += hour; clock.now < readAt + 24 * hour; clock.now += hour) {
    await expect(identify(sign(forge.rsa))).resolves.toBeDefined()
  }
  expect(fetches() - before).toBe(23)
  expect(events.findLast(({ type }) => type === 'ISSUER_KEYS')).toMatchObject({
    outcome: 'FAILED',
    failuresInARow: 23,
    usableUntil: readAt + 24 * hour,
  })
  await expect(identify(sign(forge.rsa))).rejects.toMatchObject(unavailable)
  state.isDown = false
  clock.now += 30_000
  await expect(identify(sign(forge.rsa))).resolves.toBeDefined()
})

test('an unknown key while the issuer is down may be a new one: that cannot be known, and is asked once in 30 s', async () => {
  const { identify, clock, state, fetches } = openSubject(forge)
  await identify(sign(forge.rsa))
  clock.now += minute
  state.isDown = true
  const before = fetches()
  for (let index = 0; index < 50; index++)
    await expect(identify(sign(next))).rejects.toMatchObject(unavailable)
  expect(fetches() - before).toBe(1)
  await expect(identify(sign(forge.rsa))).resolves.toBeDefined()
})

test('keys are read anew behind the requests: a token with a known key does not wait for the issuer', async () => {
  const { identify, clock, documents, keyFetches } = openSubject(forge)
  await identify(sign(forge.rsa))
  clock.now += 6 * minute
  // Never answers.
  documents.set(discovery, new Promise(() => undefined))
  await expect(identify(sign(forge.rsa))).resolves.toBeDefined()
  expect(keyFetches()).toBe(1)
})

test.each<[what: string, documents: [string, unknown][], problem: string]>([
  [
    'a document of another issuer',
    [[discovery, { issuer: 'https://other.example', jwks_uri: jwks }]],
    'OTHER_ISSUER',
  ],
  ['a document without an issuer', [[discovery, { jwks_uri: jwks }]], 'OTHER_ISSUER'],
  ['a document that is a list', [[discovery, [issuer]]], 'OTHER_ISSUER'],
  ['a document without keys', [[discovery, { issuer }]], 'BAD_JWKS_URI'],
  [
    'keys over plain http',
    [[discovery, { issuer, jwks_uri: 'http://login.example.com/jwks' }]],
    'BAD_JWKS_URI',
  ],
  [
    'keys on the gateway itself',
    [[discovery, { issuer, jwks_uri: 'http://127.0.0.1:80/jwks' }]],
    'BAD_JWKS_URI',
  ],
  ['keys in a file', [[discovery, { issuer, jwks_uri: 'file:///etc/passwd' }]], 'BAD_JWKS_URI'],
  ['keys that are not there', [[discovery, { issuer, jwks_uri: `${issuer}gone` }]], 'STATUS'],
  ['a key set that is none', [[jwks, { keys: 'rsa' }]], 'NO_JSON'],
  ['an empty key set', [[jwks, { keys: [] }]], 'NO_KEYS'],
  [
    'secret keys',
    [[jwks, { keys: [{ kty: 'oct', k: 'c2VjcmV0', kid: 'rsa-1', alg: 'HS256' }, null, 7] }]],
    'NO_KEYS',
  ],
  ['a private key', [[jwks, { keys: [forge.rsa.privateKey.export({ format: 'jwk' })] }]], 'NO_KEYS'],
])('%s: the issuer cannot be used, and the operator is told why', async (_what, documents, problem) => {
  const subject = openSubject(forge)
  for (const [url, document] of documents) subject.documents.set(url, document)
  await expect(subject.identify(sign(forge.rsa))).rejects.toMatchObject(unavailable)
  expect(subject.events.find(({ type }) => type === 'ISSUER_KEYS')).toMatchObject({
    outcome: 'FAILED',
    problem,
  })
})

test('an issuer that withdraws all its keys is taken at its word', async () => {
  const { identify, clock, documents } = openSubject(forge)
  await identify(sign(forge.rsa))
  documents.set(jwks, { keys: [] })
  clock.now += 11 * minute
  await expect(identify(sign(forge.rsa))).rejects.toMatchObject(unavailable)
})

test.each<[what: string, change: object]>([
  ['a modulus that is no number', { n: '!!' }],
  [
    'a key of 512 bits',
    { n: 'yvJ8bVp1qfV3n3M0m2H2xYyBq3Yw5s0b3tKqk2b8mJ3o0C1Q1fJ8m1w0k8t1b6n3zJm2r5p6q7s8t9u0v1w2xw' },
  ],
  ['a key for encrypting', { use: 'enc' }],
  ['a key of another algorithm', { alg: 'PS256' }],
])('%s accepts no token, and breaks nothing', async (_what, change) => {
  const { identify, documents } = openSubject(forge)
  documents.set(jwks, { keys: [{ ...forge.rsa.jwk, ...change }, forge.ec.jwk] })
  await expect(identify(sign(forge.rsa))).rejects.toMatchObject(refused)
  await expect(identify(sign(forge.ec))).resolves.toBeDefined()
})
