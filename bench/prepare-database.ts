import pg from 'pg'
import { createProfiles } from './simulate/records.ts'

export interface BenchDatabases {
  /** With the two tables that Q2 joins. */
  company: string
  /** For Headwater's own store; empty. */
  store: string
}

/** Two databases of the benchmark's own on the given server, made anew. @throws what the server refuses */
export async function prepareDatabases(url: string): Promise<BenchDatabases> {
  const databases = {
    company: withDatabase(url, 'headwater_bench'),
    store: withDatabase(url, 'headwater_bench_store'),
  }
  await withClient(url, async (client) => {
    for (const name of ['headwater_bench', 'headwater_bench_store']) {
      await client.query(`drop database if exists ${name} with (force)`)
      await client.query(`create database ${name}`)
    }
  })
  await withClient(databases.company, async (client) => {
    await client.query(`create table customer_profile (
        customer_key text primary key, loyalty_points int not null, loyalty_tier text not null, tags text[] not null
      );
      create table orders_rollup (
        customer_key text primary key, order_count int not null, lifetime_value float8 not null
      )`)
    const rows = JSON.stringify(createProfiles())
    await client.query(
      `insert into customer_profile select x->>'customerKey', (x->>'points')::int, x->>'tier',
        array(select jsonb_array_elements_text(x->'tags')) from jsonb_array_elements($1::jsonb) x`,
      [rows],
    )
    await client.query(
      `insert into orders_rollup select x->>'customerKey', (x->>'orderCount')::int, (x->>'lifetimeValue')::float8
        from jsonb_array_elements($1::jsonb) x`,
      [rows],
    )
    await client.query('analyze')
  })
  return databases
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}

async function withClient(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}
