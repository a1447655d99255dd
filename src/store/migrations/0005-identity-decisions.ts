import type { Migration } from './migration.ts'

/** What people decide of identities: kept so that matching respects it, and so that it can be taken back. */
export const createIdentityDecisionTables: Migration = {
  name: '0005-identity-decisions',
  statements: [
    `alter table link_history
      drop constraint link_history_ending_check,
      add constraint link_history_ending_check check (
        ending in ('GONE', 'MERGED', 'MOVED', 'REPLACED', 'UNLINKED', 'DUPLICATE', 'UNMERGED')
      ),
      add column undone_at timestamptz`,
    // Null for what an older version merges: it knows only the id that is valid now.
    'alter table alias add column merged_into text',
    `alter table identity_review
      add column kind text not null default 'AMBIGUOUS' check (kind in ('AMBIGUOUS', 'DUPLICATE'))`,
    `create table link_refusal (
      entity text not null,
      id text not null,
      system text not null,
      external_id text not null,
      refused_at timestamptz not null,
      primary key (id, entity, system, external_id)
    )`,
    'create index link_refusal_by_external_id on link_refusal (entity, system, external_id)',
  ],
}
