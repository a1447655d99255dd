import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** Stands before a real PostgreSQL: counts statements by their text, and breaks or holds up what goes through. */
export async function startStatementProxy(target: URL) {
  const open = new Set<Socket>()
  const prepared = new Map<string, string>()
  const state: { fault: string | null; statements: Record<string, number> } = { fault: null, statements: {} }
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname)
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(from)
      from.on('error', () => undefined)
      from.on('close', () => {
        open.delete(from)
        to.destroy()
      })
      from.on('data', (chunk) => {
        // CommandComplete: the change is committed, and its answer is lost.
        const isApplied =
          from === upstream && /C\0\0\0.(?:INSERT|UPDATE|DELETE) /.test(chunk.toString('latin1'))
        const isLost = state.fault === 'dropAfterApply' && isApplied
        if (state.fault === 'reset' || isLost) from.destroy()
        else if (state.fault !== 'silence') to.write(chunk)
        if (from !== client) return
        const count = (sql = ''): void => void (state.statements[sql] = (state.statements[sql] ?? 0) + 1)
        const sent = chunk.toString('latin1')
        // Parse: a name, or none, and a statement that ends with NUL. One that has a name is run by each Bind of it.
        for (const [, name = '', sql = ''] of sent.matchAll(/P[^]{4}(\w*)\0(select [^\0]+)(?=\0)/g))
          if (name === '') count(sql)
          else prepared.set(name, sql)
        for (const [, name = ''] of sent.matchAll(/B[^]{4}\0(\w+)(?=\0)/g))
          if (prepared.has(name)) count(prepared.get(name))
      })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = new URL(target)
  url.port = String((server.address() as AddressInfo).port)
  return {
    url: url.href,
    state,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve)
        for (const socket of open) socket.destroy()
      }),
  }
}
