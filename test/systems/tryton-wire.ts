/** A client of Tryton's JSON-RPC that shares nothing with the datasource: what the real server itself says. */
export type Row = Record<string, unknown> & { id: number }

export interface TrytonWire {
  find(model: string, domain: unknown[], fields: string[], context?: object): Promise<Row[]>
  create(model: string, values: object): Promise<number>
  createAll(model: string, values: readonly object[]): Promise<number[]>
  remove(model: string, ids: readonly number[]): Promise<void>
  /** A method over records of a model, e.g. `process`. */
  run(model: string, method: string, ids: number[]): Promise<void>
  write(model: string, ids: number[], values: object): Promise<void>
}

export async function connectToTryton(url: string, user: string, password: string): Promise<TrytonWire> {
  const headers: Record<string, string> = { 'content-type': 'application/json' }
  const send = async (method: string, ...params: unknown[]): Promise<unknown> => {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body: JSON.stringify({ id: 1, method, params }),
    })
    const { result, error } = (await response.json()) as { result?: unknown; error?: unknown }
    if (error !== undefined) throw new Error(`${method}: ${JSON.stringify(error)}`)
    return result
  }
  const [userId, session] = (await send('common.db.login', user, { password }, 'en')) as [number, string]
  headers.authorization = `Session ${Buffer.from(`${user}:${userId}:${session}`).toString('base64')}`
  const own = (await send('model.res.user.get_preferences', true, {})) as object

  return {
    find: async (model, domain, fields, context = {}) =>
      (await send(`model.${model}.search_read`, domain, 0, null, [['id', 'ASC']], fields, {
        ...own,
        ...context,
      })) as Row[],
    create: async (model, values) => {
      const [id] = (await send(`model.${model}.create`, [values], own)) as number[]
      if (id === undefined) throw new Error(`${model}: nothing created`)
      return id
    },
    createAll: async (model, values) => (await send(`model.${model}.create`, values, own)) as number[],
    remove: async (model, ids) => {
      await send(`model.${model}.delete`, ids, own)
    },
    run: async (model, method, ids) => {
      await send(`model.${model}.${method}`, ids, own)
    },
    write: async (model, ids, values) => {
      await send(`model.${model}.write`, ids, values, own)
    },
  }
}

/** The value under dotted names, each relation with its final dot, as `search_read` nests it. */
export function under(row: unknown, ...names: string[]): unknown {
  return names.reduce<unknown>((value, name) => (value as Record<string, unknown> | null)?.[name], row)
}

export function rowsUnder(row: unknown, name: string): Row[] {
  return (under(row, name) ?? []) as Row[]
}

export const wireDecimal = (value: number) => ({ __class__: 'Decimal', decimal: String(value) })

export function wireDate(date: Date) {
  return {
    __class__: 'date',
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
  }
}
