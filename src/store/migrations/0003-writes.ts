import type { Migration } from './migration.ts'

export const createWriteTables: Migration = {
  name: '0003-writes',
  statements: [
    `create table write (
      id text primary key,
      seq bigint generated always as identity unique,
      mutation text not null,
      event text not null,
      principal text not null,
      client text,
      request_id text not null,
      entity text not null,
      entity_id text,
      person text,
      created_at timestamptz not null
    )`,
    'create index write_by_entity on write (entity_id, entity) where entity_id is not null',
    'create index write_by_principal on write (principal, seq)',
    // No foreign key: a key outlives, or is outlived by, what it stands for.
    `create table idempotency (
      principal text not null,
      key text not null,
      mutation text not null,
      fingerprint text not null,
      write_id text not null,
      expires_at timestamptz not null,
      primary key (principal, key, mutation)
    )`,
    'create index idempotency_by_expiry on idempotency (expires_at)',
    `create table write_step (
      id bigint generated always as identity primary key,
      write_id text not null references write (id) on delete cascade,
      ordinal int not null,
      after_ordinal int,
      kind text not null check (kind in ('CREATE', 'PATCH', 'ACTION', 'COPY', 'UNDO')),
      action text,
      system text not null,
      part text,
      entity text not null,
      entity_id text,
      new_values jsonb not null,
      old_values jsonb,
      if_version text,
      when_down text not null check (when_down in ('QUEUE', 'REJECT')),
      not_after timestamptz,
      line text not null,
      state text not null check (state in
        ('READY', 'RUNNING', 'APPLIED', 'REJECTED', 'FAILED', 'DEAD', 'NEEDS_REVIEW', 'COMPENSATED')),
      attempts int not null default 0,
      is_in_doubt boolean not null default false,
      crashes int not null default 0,
      external_id text,
      version text,
      reason jsonb,
      next_attempt_at timestamptz,
      lease bigint not null default 0,
      leased_until timestamptz,
      at timestamptz not null,
      unique (write_id, ordinal),
      check ((state = 'READY') = (next_attempt_at is not null)),
      check ((state = 'RUNNING') = (leased_until is not null))
    )`,
    // What keeps a line in order, whatever statements do: two of it can never run at once.
    `create unique index write_step_running on write_step (line) where state = 'RUNNING'`,
    `create index write_step_line on write_step (line, id)
      where state in ('READY', 'RUNNING', 'DEAD', 'NEEDS_REVIEW')`,
    `create index write_step_due on write_step (next_attempt_at, id) where state = 'READY'`,
    `create index write_step_leases on write_step (leased_until) where state = 'RUNNING'`,
    `create index write_step_open on write_step (entity_id, entity, system)
      where state in ('READY', 'RUNNING', 'DEAD', 'NEEDS_REVIEW')`,
    // A trigger, so that no statement forgets it. One message a write and transaction; a lease that is renewed is no news.
    `create function tell_write_step() returns trigger language plpgsql as $$
    begin
      perform pg_notify('headwater_' || md5(tg_table_schema), new.write_id);
      return null;
    end $$`,
    `create trigger write_step_changed
      after insert or update of state, next_attempt_at, new_values, external_id on write_step
      for each row execute function tell_write_step()`,
  ],
}
