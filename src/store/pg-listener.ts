import pg from 'pg'

export interface PgListener {
  /**
   * @param listener gets what is notified; null: the connection was made anew, and something may have been missed
   * @returns ends the listening
   */
  listen(channel: string, listener: ChannelListener): () => void
  close(): void
}

export type ChannelListener = (payload: string | null) => void

export interface PgListenerOptions {
  connection: pg.ClientConfig
  /** The pause before a connection that was lost is made anew. */
  retryEveryMs?: number
  /** How often the connection is asked for a sign of life, and how long that may take. */
  probeEveryMs?: number
}

/**
 * LISTEN on a connection of its own, for those of the pool are anybody's. It is opened for the first listener, and again
 * whenever it breaks; what is notified meanwhile is lost, so that nothing may rely on it alone.
 */
export function createPgListener(options: PgListenerOptions): PgListener {
  const { connection, retryEveryMs = 1_000, probeEveryMs = 5_000 } = options
  const listeners = new Map<string, Set<ChannelListener>>()
  let client: pg.Client | null = null
  let timer: NodeJS.Timeout | undefined
  let isClosed = false
  let wasLost = false

  const lose = (lost: pg.Client) => {
    lost.connection.stream.destroy()
    if (client !== lost) return
    client = null
    wasLost = true
    clearTimeout(timer)
    if (!isClosed) timer = setTimeout(connect, retryEveryMs).unref()
  }
  const within = async (mine: pg.Client, work: () => Promise<unknown>) => {
    const limit = setTimeout(() => lose(mine), probeEveryMs).unref()
    try {
      await work()
    } catch {
      lose(mine)
    } finally {
      clearTimeout(limit)
    }
  }
  /** One end may vanish without a word: what only waits for messages would wait for ever. */
  const probeLater = (mine: pg.Client) => {
    if (client !== mine || isClosed) return
    timer = setTimeout(
      () => void within(mine, () => mine.query('select 1')).then(() => probeLater(mine)),
      probeEveryMs,
    ).unref()
  }
  const hear = (mine: pg.Client, channels: readonly string[]) =>
    within(mine, () => mine.query(channels.map((name) => `listen ${mine.escapeIdentifier(name)}`).join('; ')))

  function connect(): void {
    const mine = new pg.Client(connection)
    client = mine
    mine.on('error', () => lose(mine)).on('end', () => lose(mine))
    mine.on('notification', ({ channel, payload = '' }) =>
      listeners.get(channel)?.forEach((listener) => listener(payload)),
    )
    void within(mine, () => mine.connect())
      .then(() => hear(mine, [...listeners.keys()]))
      .then(() => {
        if (client !== mine) return
        if (wasLost) for (const each of listeners.values()) each.forEach((listener) => listener(null))
        probeLater(mine)
      })
  }

  return {
    listen(channel, listener) {
      const others = listeners.get(channel)
      if (others) others.add(listener)
      else {
        listeners.set(channel, new Set([listener]))
        if (client) void hear(client, [channel])
        else if (!wasLost) connect()
      }
      return () => void listeners.get(channel)?.delete(listener)
    },
    close() {
      isClosed = true
      clearTimeout(timer)
      if (client) lose(client)
    },
  }
}
