import { randomUUID } from 'node:crypto'
import pg from 'pg'

export interface PgListener {
  /**
   * @param listener gets what is notified; null: from now on, and what was before may have been missed
   * @returns ends the listening
   */
  listen(channel: string, listener: ChannelListener): () => void
  /** Whether what is notified arrives: a note to itself did, since the connection was made and at the last probe. */
  isHearing(): boolean
  close(): void
}

export type ChannelListener = (payload: string | null) => void

export interface PgListenerOptions {
  connection: pg.ClientConfig
  /** The pause before a connection that was lost is made anew. */
  retryEveryMs?: number
  /** How often the listener sends itself a note, and how long that may take. */
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
  let isOpened = false
  /** Of this listener alone; what it says is which probe it is. */
  const ownChannel = `headwater_probe_${randomUUID()}`
  let probes = 0
  let heard: number | null = null

  const lose = (lost: pg.Client) => {
    lost.connection.stream.destroy()
    if (client !== lost) return
    client = null
    heard = null
    clearTimeout(timer)
    if (!isClosed) timer = setTimeout(connect, retryEveryMs).unref()
  }
  /** One after the other: a connection does one thing at a time. A new one waits for nothing of the one before. */
  let turn: Promise<void> = Promise.resolve()
  const within = (mine: pg.Client, work: () => Promise<unknown>): Promise<void> =>
    (turn = turn.then(async () => {
      const limit = setTimeout(() => lose(mine), probeEveryMs).unref()
      try {
        await work()
      } catch {
        lose(mine)
      } finally {
        clearTimeout(limit)
      }
    }))
  /**
   * One end may vanish without a word: what only waits for messages would wait for ever. And a pooler in between may answer
   * statements, and pass on no notes.
   */
  const probe = async (mine: pg.Client): Promise<void> => {
    await within(mine, () => mine.query('select pg_notify($1, $2)', [ownChannel, String(++probes)]))
    if (client !== mine || isClosed) return
    timer = setTimeout(() => void probe(mine), probeEveryMs).unref()
  }
  const hear = (mine: pg.Client, channels: readonly string[]) =>
    within(mine, () => mine.query(channels.map((name) => `listen ${mine.escapeIdentifier(name)}`).join('; ')))

  // The note before the last has had its time.
  const isHearing = (): boolean => heard !== null && heard >= probes - 1
  const tell = (channel: string, payload: string | null) =>
    listeners.get(channel)?.forEach((listener) => listener(payload))
  const hearOwn = (probed: number): void => {
    const wasHearing = isHearing()
    heard = probed
    if (!wasHearing) for (const channel of listeners.keys()) tell(channel, null)
  }

  function connect(): void {
    isOpened = true
    turn = Promise.resolve()
    const mine = new pg.Client(connection)
    client = mine
    mine.on('error', () => lose(mine)).on('end', () => lose(mine))
    mine.on('notification', ({ channel, payload = '' }) => {
      if (channel !== ownChannel) tell(channel, payload)
      else if (client === mine) hearOwn(Number(payload))
    })
    void within(mine, () => mine.connect())
      .then(() => hear(mine, [ownChannel, ...listeners.keys()]))
      .then(() => (client === mine ? probe(mine) : undefined))
  }

  return {
    listen(channel, listener) {
      const others = listeners.get(channel)
      if (others) others.add(listener)
      else {
        listeners.set(channel, new Set([listener]))
        if (client) void hear(client, [channel]).then(() => tell(channel, null))
        else if (!isOpened) connect()
      }
      return () => void listeners.get(channel)?.delete(listener)
    },
    isHearing,
    close() {
      isClosed = true
      clearTimeout(timer)
      if (client) lose(client)
    },
  }
}
