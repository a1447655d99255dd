import { Client } from 'pg'

export interface ScratchDatabase {
  url: string
  query(sql: string, parameters?: unknown[]): Promise<Record<string, unknown>[]>
  drop(): Promise<void>
}

/** A database of this run's own on a real PostgreSQL. `serverUrl` names any database of an account that may create some. */
export async function createScratchDatabase(serverUrl: string, name: string): Promise<ScratchDatabase> {
  const ownName = `${name}_${process.pid}_${Date.now()}`
  await runOn(serverUrl, `create database ${ownName}`)
  const url = new URL(serverUrl)
  url.pathname = `/${ownName}`
  return {
    url: url.href,
    query: (sql, parameters) => runOn(url.href, sql, parameters),
    drop: async () => {
      await runOn(serverUrl, `drop database if exists ${ownName} with (force)`)
    },
  }
}

async function runOn(url: string, sql: string, parameters?: unknown[]): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql, parameters)
    return rows
  } finally {
    await client.end()
  }
}
