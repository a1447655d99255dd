import { createAuthentication } from '../../../src/auth/authenticate.ts'
import { createHttpServer, type HttpServer } from '../../../src/http/create-http-server.ts'
import { storeUnavailable } from '../../../src/store/store-error.ts'
import { quietHttpOptions } from '../../support/quiet-http-options.ts'

let http: HttpServer
let url: string
beforeAll(async () => {
  const authenticate = createAuthentication({
    keys: [() => Promise.reject(storeUnavailable())],
    token: null,
    anonymous: null,
  })
  http = createHttpServer({ ...quietHttpOptions(), authenticate })
  url = `http://127.0.0.1:${await http.listen(0, '127.0.0.1')}/graphql`
  http.serve((_request, response) => void response.json({ data: null }))
})
afterAll(() => http.close(0))

test('a key that nobody can look up is 503 STORE_UNAVAILABLE, to be tried again, and not 401', async () => {
  const reply = await fetch(url, { method: 'POST', headers: { 'x-api-key': 'hw_abcdefgh_x' } })
  expect(reply.status).toBe(503)
  expect(await reply.json()).toMatchObject({
    errors: [{ extensions: { code: 'STORE_UNAVAILABLE', retryable: true } }],
  })
})
