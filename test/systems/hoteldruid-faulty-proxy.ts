import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface PageFault {
  /** The page, or `*`. */
  operation: string
  /** dropAfterApply: HotelDruid has done it, and nobody hears of it. */
  kind: 'dropAfterApply' | 'empty' | 'status' | 'reset'
  value?: number
  /** How often; always unless told. */
  count?: number
  /** Of those that it could befall: 1 unless told. */
  probability?: number
}

/** Stands before a real HotelDruid's pages: counts them, and fails on request. */
export async function startPageProxy(target: string, random: () => number = Math.random) {
  let fault: PageFault | null = null
  let befell = 0
  let requests: Record<string, number> = {}
  const waiting = new Map<string, () => Promise<unknown>>()

  async function answer(page: string, body: string, type: string, response: ServerResponse): Promise<void> {
    requests[page] = (requests[page] ?? 0) + 1
    const first = waiting.get(page)
    waiting.delete(page)
    await first?.()
    const struck = strike(page, body)
    if (struck?.kind === 'reset') return void response.destroy()
    if (struck?.kind === 'status') return void response.writeHead(struck.value ?? 500).end()
    if (struck?.kind === 'empty') return void response.writeHead(200, { 'content-type': 'text/html' }).end()
    const reply = await fetch(`${target}/${page}`, {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    })
    const html = Buffer.from(await reply.arrayBuffer())
    if (struck?.kind === 'dropAfterApply') return void response.destroy()
    response.writeHead(reply.status, { 'content-type': 'text/html; charset=utf-8' }).end(html)
  }

  function strike(page: string, body: string): PageFault | null {
    if (!fault || (fault.operation !== '*' && fault.operation !== page)) return null
    if (fault.kind === 'dropAfterApply' && !changesSomething(page, body)) return null
    if (befell >= (fault.count ?? Number.POSITIVE_INFINITY) || random() >= (fault.probability ?? 1))
      return null
    befell += 1
    return fault
  }

  const server = createServer((incoming, response) => {
    void (async () => {
      const chunks: Buffer[] = []
      for await (const chunk of incoming) chunks.push(chunk as Buffer)
      const page = (incoming.url ?? '').slice(1)
      const type = incoming.headers['content-type'] ?? ''
      await answer(page, Buffer.concat(chunks).toString('utf8'), type, response).catch(() =>
        response.destroy(),
      )
    })()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    requests: () => requests,
    befell: () => befell,
    forget() {
      requests = {}
    },
    /** What happens at HotelDruid, once, before it gets the next form of this page. */
    before(page: string, happens: () => Promise<unknown>) {
      waiting.set(page, happens)
    },
    fail(next: PageFault) {
      fault = next
      befell = 0
    },
    heal() {
      fault = null
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** The others show a page, or hold a room for some minutes. */
function changesSomething(page: string, body: string): boolean {
  return (
    page === 'prenota.php' ||
    /(?:^|&)(?:inserire=1|modifica_cliente=Continua|cancella_c=SI|continua=SI)(?:&|$)/.test(body)
  )
}
