import { createConnection, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

/** Nobody listens; connections are ended, new ones too; connections stay and nothing comes through. */
export type Fault = 'refuse' | 'cut' | 'swallow'

/** A TCP proxy before the server that misbehaves on request. */
export async function createFaultyProxy(target: URL) {
  const sockets = new Set<Socket>()
  /** Those that were open during a silence: nothing comes through them ever again, as where a peer vanished. */
  const deaf = new WeakSet<Socket>()
  let fault: Fault | null = null
  const server: Server = createServer((near) => {
    if (fault === 'cut') return void near.destroy()
    const far = createConnection({ host: target.hostname, port: Number(target.port || 5432) })
    for (const [from, to] of [[near, far] as const, [far, near] as const]) {
      sockets.add(from)
      if (fault === 'swallow') deaf.add(from)
      from.on('data', (chunk) => {
        if (!deaf.has(from)) to.write(chunk)
      })
      from
        .on('error', () => undefined)
        .on('close', () => {
          sockets.delete(from)
          if (!deaf.has(from)) to.destroy()
        })
    }
  })
  const listen = (port: number) =>
    new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()))
  const cutAll = () => sockets.forEach((socket) => socket.destroy())
  await listen(0)
  const { port } = server.address() as AddressInfo
  return {
    port,
    async begin(next: Fault) {
      fault = next
      if (next === 'refuse') server.close()
      if (next === 'swallow') sockets.forEach((socket) => deaf.add(socket))
      else cutAll()
      return Promise.resolve()
    },
    async end() {
      const wasClosed = fault === 'refuse'
      fault = null
      if (wasClosed) await listen(port)
    },
    close() {
      server.close()
      cutAll()
    },
  }
}
