import type { Migration } from './migration.ts'

export const createApiKeyTables: Migration = {
  name: '0002-api-keys',
  statements: [
    `create table api_key (
      prefix text primary key check (prefix ~ '^[a-z0-9]{8}$'),
      digest text not null check (digest ~ '^[0-9a-f]{64}$'),
      name text not null,
      roles text[] not null,
      scopes text[],
      attributes jsonb not null,
      customer_system text,
      customer_external_id text,
      tenant text not null,
      created_at timestamptz not null,
      expires_at timestamptz,
      revoked_at timestamptz,
      check ((customer_system is null) = (customer_external_id is null))
    )`,
    // One row whose number grows with every change: gateways ask for it every few seconds, and for the keys only then.
    `create table api_key_version (
      only_row boolean primary key default true check (only_row),
      version bigint not null
    )`,
    'insert into api_key_version (version) values (0)',
    // A trigger, so that a change by hand (a key revoked in psql at night) is seen like any other.
    `create function raise_api_key_version() returns trigger language plpgsql as $$
    begin
      execute format('update %I.api_key_version set version = version + 1', tg_table_schema);
      return null;
    end $$`,
    `create trigger api_key_changed after insert or update or delete or truncate on api_key
      for each statement execute function raise_api_key_version()`,
  ],
}
