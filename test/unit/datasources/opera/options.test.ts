import { Secret } from '../../../../src/secrets/secret.ts'
import { opera } from '../../../../src/datasources/opera/opera.ts'

const options = {
  baseUrl: 'https://opera.example.com',
  clientId: 'client',
  clientSecret: new Secret('s', 'test'),
  appKey: new Secret('k', 'test'),
  hotels: [{ code: 'HWBER', timeZone: 'Europe/Berlin' }] as [{ code: string; timeZone: string }],
}

describe('options of opera()', () => {
  test('the least that it needs', () => {
    expect(() => opera(options)).not.toThrow()
  })

  test.each([
    ['no hotel', { hotels: [] }, 'hotels'],
    ['no such time zone', { hotels: [{ code: 'HWBER', timeZone: 'Berlin' }] }, 'timeZone'],
    ['a secret in plain text', { clientSecret: 'secret' }, 'clientSecret'],
    ['an address that is none', { baseUrl: 'opera' }, 'baseUrl'],
    ['a misspelt option', { clientID: 'x' }, 'clientID'],
  ])('refused: %s', (_, changes, named) => {
    const given = { ...options, ...changes } as unknown as typeof options
    expect(() => opera(given)).toThrow(named)
  })
})
