import express, { Router, type Response } from 'express'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** A key that the page offers to ask with. */
export interface SampleKey {
  key: string
  /** For people: what the key is for. */
  describes: string
}

export interface PageOptions {
  /** Where the built page is. */
  folder: string
  /** Public keys of a sandbox; without any, the page asks for one. */
  sampleKeys: readonly SampleKey[]
}

/**
 * Everything from our own origin and nothing else; no script but our files, and no text that becomes one. Styles are
 * the exception: the editor (Monaco) writes style elements and attributes while it runs, and knows no nonce for them.
 * `data:` is for the fonts and small pictures inside its style sheet.
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "connect-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** The page that people explore the API in: `GET /`, its assets, and what it has to know of this gateway. */
export function servePage({ folder, sampleKeys }: PageOptions): Router {
  const router = Router()
  router.get('/', (_request, response) => {
    secure(response)
    if (existsSync(join(folder, 'index.html')))
      response.sendFile('index.html', { root: folder, cacheControl: false })
    else response.type('html').send(notBuilt)
  })
  router.get('/page/settings.json', (_request, response) => {
    response.json({ sampleKeys: sampleKeys.map(({ key, describes }) => ({ key, describes })) })
  })
  // What is not there falls through to the API's own 404, and so does every path that leaves the folder.
  router.use(
    '/assets',
    express.static(join(folder, 'assets'), {
      index: false,
      redirect: false,
      dotfiles: 'ignore',
      setHeaders(response: Response) {
        secure(response)
        // Their names change with their content.
        response.setHeader('cache-control', 'public, max-age=31536000, immutable')
      },
    }),
  )
  return router
}

/** Workers follow the policy of their own reply, so it is on the assets too. */
function secure(response: Response): void {
  response.setHeader('content-security-policy', contentSecurityPolicy)
}

const notBuilt = `<!doctype html>
<html lang="en">
<title>Headwater</title>
<h1>Headwater runs; its page is not built</h1>
<p>Build it with <code>npm run build:page</code>, then load this again. The API is <code>POST /graphql</code>
with a key in the header <code>x-api-key</code>.</p>
</html>
`
