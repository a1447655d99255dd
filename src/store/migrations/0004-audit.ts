import type { Migration } from './migration.ts'

/**
 * The audit trail. Only three things ever change in it: an entry is sealed once, a key gets its person or is destroyed, and
 * the oldest entries go when their time is over. The functions run with their owner's rights, so that the role which a
 * gateway runs under needs none to change or delete (docs/operations.md); triggers hold off everybody else's mistakes.
 */
export const createAuditTables: Migration = {
  name: '0004-audit',
  statements: [
    `create table audit_key (
      id uuid primary key,
      person text,
      write_id text,
      key bytea check (octet_length(key) = 32),
      created_at timestamptz(3) not null,
      destroyed_at timestamptz,
      check ((key is null) = (destroyed_at is not null)),
      check (person is not null or write_id is not null)
    )`,
    'create index audit_key_by_person on audit_key (person)',
    'create index audit_key_without_person on audit_key (write_id) where person is null',
    // Its facts are json, not jsonb: the text that was hashed stays as it is.
    `create table audit_entry (
      seq bigint generated always as identity primary key,
      event text not null,
      at timestamptz(3) not null,
      principal text,
      client text,
      request_id text,
      write_id text,
      entity text,
      entity_id text,
      system text,
      facts json not null,
      key_id uuid references audit_key (id),
      ciphertext bytea,
      position bigint unique,
      previous_hash text,
      hash text,
      check ((key_id is null) = (ciphertext is null)),
      check ((hash is null) = (position is null) and (hash is null) = (previous_hash is null))
    )`,
    'create index audit_entry_unsealed on audit_entry (seq) where hash is null',
    'create index audit_entry_by_time on audit_entry (at)',
    'create index audit_entry_by_write on audit_entry (write_id)',
    'create index audit_entry_by_entity on audit_entry (entity_id, entity)',
    'create index audit_entry_by_principal on audit_entry (principal, seq)',
    'create index audit_entry_by_key on audit_entry (key_id)',
    // Both ends: what was removed last at the one, what was sealed last at the other.
    `create table audit_chain (
      only_row boolean primary key default true check (only_row),
      anchor_position bigint not null,
      anchor_hash text not null,
      head_position bigint not null,
      head_hash text not null,
      check (anchor_position <= head_position)
    )`,
    `insert into audit_chain (anchor_position, anchor_hash, head_position, head_hash)
      values (0, repeat('0', 64), 0, repeat('0', 64))`,
    // With its length before each text, no two rows come to the same bytes. verify-audit.ts says the same in TypeScript.
    `create function audit_text(value text) returns text language sql immutable
      return coalesce(octet_length(value) || ':' || value, '-')`,
    `create function seal_audit_entries(most int) returns int language plpgsql security definer as $$
    declare
      head audit_chain;
      entry audit_entry;
      next_hash text;
      sealed int := 0;
    begin
      -- Whoever has the row is the sealer.
      select * into head from audit_chain for update skip locked;
      if not found then return 0; end if;
      for entry in select * from audit_entry where hash is null order by seq limit most loop
        head.head_position := head.head_position + 1;
        next_hash := encode(sha256(convert_to(
          audit_text('headwater audit 1') || audit_text(head.head_hash) || audit_text(head.head_position::text)
          || audit_text(entry.seq::text) || audit_text(entry.event)
          || audit_text((extract(epoch from entry.at) * 1000)::int8::text)
          || audit_text(entry.principal) || audit_text(entry.client) || audit_text(entry.request_id)
          || audit_text(entry.write_id) || audit_text(entry.entity) || audit_text(entry.entity_id)
          || audit_text(entry.system) || audit_text(entry.facts::text)
          || audit_text(entry.key_id::text) || audit_text(encode(entry.ciphertext, 'hex')), 'utf8')), 'hex');
        update audit_entry set position = head.head_position, previous_hash = head.head_hash, hash = next_hash
          where seq = entry.seq;
        head.head_hash := next_hash;
        sealed := sealed + 1;
      end loop;
      if sealed > 0 then
        update audit_chain set head_position = head.head_position, head_hash = head.head_hash;
      end if;
      return sealed;
    end $$`,
    // From the oldest on, and never what is younger than 30 days, whatever a gateway asks for.
    `create function purge_audit_entries(before timestamptz, most int) returns int language plpgsql security definer as $$
    declare
      chain audit_chain;
      last audit_entry;
      purged int;
    begin
      if before > now() - interval '30 days' then
        raise exception 'entries of the last 30 days stay' using errcode = 'insufficient_privilege';
      end if;
      select * into chain from audit_chain for update;
      select * into last from audit_entry
        where position <= chain.anchor_position + most
          and position < coalesce(
            (select min(position) from audit_entry where at >= before), chain.head_position + 1)
        order by position desc limit 1;
      if not found then return 0; end if;
      update audit_chain set anchor_position = last.position, anchor_hash = last.hash;
      delete from audit_entry where position <= last.position;
      get diagnostics purged = row_count;
      delete from audit_key where created_at < before
        and not exists (select 1 from audit_entry where key_id = audit_key.id);
      return purged;
    end $$`,
    `create function destroy_audit_keys(persons text[]) returns int language plpgsql security definer as $$
    declare
      destroyed int;
    begin
      -- Waits for those who are adding some: what they write is forgotten too.
      lock table audit_key in share row exclusive mode;
      update audit_key set key = null, destroyed_at = now() where person = any(persons) and key is not null;
      get diagnostics destroyed = row_count;
      return destroyed;
    end $$`,
    `create function guard_audit_entry() returns trigger language plpgsql as $$
    declare
      unchanged audit_entry;
    begin
      if tg_op = 'INSERT' then
        if new.hash is null then return new; end if;
      elsif tg_op = 'UPDATE' then
        unchanged := new;
        unchanged.position := old.position;
        unchanged.previous_hash := old.previous_hash;
        unchanged.hash := old.hash;
        if old.hash is null and new.hash is not null and unchanged::text = old::text then return new; end if;
      elsif tg_op = 'DELETE' then
        if old.position <= (select anchor_position from audit_chain) then return old; end if;
      end if;
      raise exception 'the audit trail is append-only' using errcode = 'insufficient_privilege';
    end $$`,
    `create trigger audit_entry_is_append_only before insert or update or delete on audit_entry
      for each row execute function guard_audit_entry()`,
    `create trigger audit_entry_is_not_emptied before truncate on audit_entry
      for each statement execute function guard_audit_entry()`,
    `create function guard_audit_key() returns trigger language plpgsql as $$
    begin
      if tg_op = 'UPDATE' then
        if new.id = old.id and new.write_id is not distinct from old.write_id and new.created_at = old.created_at
          and (new.person = old.person or old.person is null)
          and (new.key = old.key or new.key is null)
          and (new.destroyed_at = old.destroyed_at or old.destroyed_at is null) then return new; end if;
      elsif tg_op = 'DELETE' then
        if not exists (select 1 from audit_entry where key_id = old.id) then return old; end if;
      end if;
      raise exception 'a key of the audit trail gets its person or is destroyed, and nothing else'
        using errcode = 'insufficient_privilege';
    end $$`,
    `create trigger audit_key_is_kept before update or delete on audit_key
      for each row execute function guard_audit_key()`,
    `create trigger audit_key_is_not_emptied before truncate on audit_key
      for each statement execute function guard_audit_key()`,
    // What runs with its owner's rights finds its tables in our schema, before any temporary one of the same name.
    `do $$
    declare
      name text;
    begin
      foreach name in array array['audit_text(text)', 'seal_audit_entries(int)',
        'purge_audit_entries(timestamptz, int)', 'destroy_audit_keys(text[])', 'guard_audit_entry()',
        'guard_audit_key()'] loop
        execute format('alter function %s set search_path = %I, pg_temp', name, current_schema());
        execute format('revoke execute on function %s from public', name);
      end loop;
    end $$`,
  ],
}
