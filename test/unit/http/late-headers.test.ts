import express, { type Response } from 'express'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createExpressServer } from '../../../src/http/express-server.ts'
import { addHeaders } from '../../../src/http/late-headers.ts'

async function headersOf(answer: (response: Response) => void): Promise<Headers> {
  const app = express()
  app.use((_request, response) => answer(response))
  const server = createExpressServer(app, { isBehindProxy: false }).listen(0)
  await once(server, 'listening')
  const { headers } = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  server.close()
  return headers
}

test.each<[how: string, end: (response: Response) => void]>([
  ['a reply without others', (response) => void response.end('x')],
  ['one with others', (response) => void response.setHeader('other', '1').end('x')],
  [
    'one whose head is written with others',
    (response) => void response.writeHead(200, { other: '1' }).end('x'),
  ],
  ['one that Express writes', (response) => void response.json({})],
])('late headers are in the head of %s, all that were added', async (_how, end) => {
  const headers = await headersOf((response) => {
    addHeaders(response, 'A-Name', 'a', 'limit', '1')
    addHeaders(response, 'limit', '2')
    end(response)
  })
  expect([headers.get('a-name'), headers.get('limit')]).toEqual(['a', '1, 2'])
})

test.each<[how: string, end: (response: Response) => void]>([
  ['set', (response) => void response.setHeader('CACHE-control', 'private').end('x')],
  [
    'written with the head',
    (response) => void response.writeHead(200, { 'Cache-Control': 'private' }).end('x'),
  ],
])('what is %s comes in the stead of a late header of its name', async (_how, end) => {
  const headers = await headersOf((response) => {
    addHeaders(response, 'cache-control', 'no-store', 'vary', 'Origin')
    end(response)
  })
  expect([headers.get('cache-control'), headers.get('vary')]).toEqual(['private', 'Origin'])
})
