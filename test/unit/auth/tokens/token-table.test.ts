import { signToken } from '../../../support/forge-tokens.ts'
import { tokenTable, usualClaims, usualHeader } from '../../../support/token-table.ts'
import { forge, openSubject } from './subject.ts'

const subject = openSubject(forge)

test('the table has no row twice', () => {
  expect(new Set(tokenTable.map(({ name }) => name)).size).toBe(tokenTable.length)
})

test.each(tokenTable.map(({ name, decision, token }) => [name, decision, token] as const))(
  '%s: %s',
  async (_name, decision, token) => {
    const text = token(forge)
    const outcome: unknown = await subject.identify(text).catch((error: unknown) => error)
    expect(subject.events.findLast(({ type }) => type === 'TOKEN')).toEqual({
      type: 'TOKEN',
      outcome: decision,
    })
    if (decision === 'OK') {
      expect(outcome).toMatchObject({ roles: ['DEVELOPER'], scopes: ['read:*'], tenant: 'north' })
      return
    }
    expect(outcome).toMatchObject({ code: 'UNAUTHENTICATED', details: {} })
    const { message } = outcome as Error
    for (const part of text.split('.').filter((one) => one.length > 7)) expect(message).not.toContain(part)
    expect(message).not.toMatch(/carl|example/)
  },
)

test('no other type than the configured ones: without typ it is a JWT', async () => {
  const { identify } = openSubject(forge, { types: ['at+jwt'] })
  const token = (typ: string | undefined) =>
    signToken({ ...usualHeader(forge.rsa), typ }, usualClaims(forge), forge.rsa)
  await expect(identify(token('at+JWT'))).resolves.toMatchObject({ id: 'carl-7f3a9c' })
  await expect(identify(token('JWT'))).rejects.toThrow(/type \(typ\)/)
  await expect(identify(token(undefined))).rejects.toThrow(/type \(typ\)/)
})

test('no other algorithm than the configured ones, although the key is published', async () => {
  const { identify } = openSubject(forge, { algorithms: ['ES256'] })
  const token = (key: typeof forge.rsa) => signToken(usualHeader(key), usualClaims(forge), key)
  await expect(identify(token(forge.ec))).resolves.toMatchObject({ id: 'carl-7f3a9c' })
  await expect(identify(token(forge.rsa))).rejects.toThrow(/algorithm/)
})

test('a token without kid is refused where several keys would do', async () => {
  const { identify, documents } = openSubject(forge)
  documents.set('https://login.example.com/jwks', { keys: [forge.stranger.jwk, forge.rsa.jwk] })
  const token = signToken({ alg: 'RS256' }, usualClaims(forge), forge.rsa)
  await expect(identify(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
})
