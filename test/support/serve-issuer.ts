import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ServedIssuer {
  /** The `iss` of its tokens. */
  issuer: string
  /** How often its keys were asked for. */
  keyFetches(): number
  close(): Promise<void>
}

/** An issuer on loopback that publishes the keys which `keys` gives at that moment. */
export async function serveIssuer(keys: () => object): Promise<ServedIssuer> {
  let fetches = 0
  let issuer = ''
  const server = createServer((request, response) => {
    const isKeys = request.url === '/jwks'
    if (isKeys) fetches += 1
    response.end(JSON.stringify(isKeys ? keys() : { issuer, jwks_uri: `${issuer}/jwks` }))
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    issuer,
    keyFetches: () => fetches,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
