import { createHmac, generateKeyPairSync, sign, type JsonWebKey, type KeyObject } from 'node:crypto'

/** A key pair of an issuer, made by Node alone: what the gateway checks is signed without the package it checks with. */
export interface SigningKey {
  kid: string
  alg: 'RS256' | 'ES256' | 'EdDSA'
  privateKey: KeyObject
  publicKey: KeyObject
  /** As the issuer publishes it. */
  jwk: JsonWebKey
}

export function createSigningKey(alg: SigningKey['alg'], kid: string): SigningKey {
  const { privateKey, publicKey } = generate(alg)
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid, alg, use: 'sig' }
  return { kid, alg, privateKey, publicKey, jwk }
}

function generate(alg: SigningKey['alg']): { privateKey: KeyObject; publicKey: KeyObject } {
  switch (alg) {
    case 'RS256':
      return generateKeyPairSync('rsa', { modulusLength: 2_048 })
    case 'ES256':
      return generateKeyPairSync('ec', { namedCurve: 'P-256' })
    case 'EdDSA':
      return generateKeyPairSync('ed25519')
  }
}

type Json = Record<string, unknown>

export const encode = (part: string | Buffer | Json): string =>
  (typeof part === 'string' || Buffer.isBuffer(part)
    ? Buffer.from(part as string)
    : Buffer.from(JSON.stringify(part))
  ).toString('base64url')

/** Header and claims as objects, or as the very text to sign. */
export function signToken(header: string | Json, claims: string | Buffer | Json, key: SigningKey): string {
  const signed = `${encode(header)}.${encode(claims)}`
  return `${signed}.${signatureOf(Buffer.from(signed), key).toString('base64url')}`
}

function signatureOf(signed: Buffer, { alg, privateKey }: SigningKey): Buffer {
  if (alg === 'ES256') return sign('sha256', signed, { key: privateKey, dsaEncoding: 'ieee-p1363' })
  return sign(alg === 'RS256' ? 'sha256' : null, signed, privateKey)
}

/** HS256 with the text of a public key as its secret: what a checker that takes any algorithm falls for. */
export function signWithPublicKey(header: Json, claims: Json, { publicKey }: SigningKey): string {
  const signed = `${encode(header)}.${encode(claims)}`
  const pem = publicKey.export({ type: 'spki', format: 'pem' })
  return `${signed}.${createHmac('sha256', pem).update(signed).digest('base64url')}`
}
