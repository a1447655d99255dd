import type { Migration } from './migration.ts'

export const createCrosswalkTables: Migration = {
  name: '0001-crosswalk',
  statements: [
    // Without its id first, the primary key could not answer "which entity is this?" (node(id:)).
    `create table link (
      entity text not null,
      id text not null,
      system text not null,
      external_id text,
      state text not null check (state in ('LINKED', 'ABSENT', 'AMBIGUOUS')),
      matched_by text,
      origin text check (origin in ('MINTED', 'MATCHED', 'EXPLICIT')),
      absent_until timestamptz,
      created_at timestamptz not null,
      updated_at timestamptz not null,
      primary key (id, entity, system),
      unique (entity, system, external_id),
      check ((state = 'LINKED') = (external_id is not null)),
      check ((state = 'LINKED') = (origin is not null)),
      check ((state = 'ABSENT') = (absent_until is not null))
    )`,
    `create table alias (
      entity text not null,
      alias text not null,
      id text not null,
      created_at timestamptz not null,
      primary key (alias, entity),
      check (alias <> id)
    )`,
    'create index alias_by_id on alias (id, entity)',
    `create table identity_review (
      seq bigint generated always as identity unique,
      entity text not null,
      id text not null,
      system text not null,
      matched_by text not null,
      candidates text[] not null,
      reason text not null,
      seen_at timestamptz not null,
      primary key (id, entity, system)
    )`,
    `create table link_history (
      seq bigint generated always as identity primary key,
      entity text not null,
      id text not null,
      system text not null,
      external_id text not null,
      origin text not null,
      matched_by text,
      ending text not null check (ending in ('GONE', 'MERGED', 'MOVED', 'REPLACED')),
      moved_to text,
      linked_at timestamptz not null,
      ended_at timestamptz not null
    )`,
    'create index link_history_by_id on link_history (id, entity)',
    'create index link_history_by_external_id on link_history (entity, system, external_id)',
  ],
}
