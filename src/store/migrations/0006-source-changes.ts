import type { Migration } from './migration.ts'

/**
 * What caches of all replicas have to know of writes, told in the transactions that change them: a step that is taken up
 * (RUNNING), and what becomes of it. And by what a deployment's entries in a shared cache are told from those of another.
 */
export const createSourceChangeNotices: Migration = {
  name: '0006-source-changes',
  statements: [
    'create table deployment (only_one boolean primary key default true check (only_one), id text not null)',
    'insert into deployment (id) values (gen_random_uuid()::text)',
    // The record's id at its system, as far as it is known, and those of what its values refer to. A notice is 8,000 bytes at
    // most; one that would be longer says only which kind it is about.
    `create function tell_source_change() returns trigger language plpgsql as $$
    declare
      own text := new.external_id;
      owner_id text := new.entity_id;
      refs jsonb;
      notice jsonb;
    begin
      if owner_id is null and new.kind <> 'CREATE' then
        select w.entity_id into owner_id from write w where w.id = new.write_id;
      end if;
      if own is null and owner_id is not null then
        select l.external_id into own from link l
          where l.entity = new.entity and l.system = new.system and l.state = 'LINKED'
            and l.id in (owner_id, (select a.id from alias a where a.entity = new.entity and a.alias = owner_id))
          limit 1;
      end if;
      select jsonb_agg(distinct jsonb_build_array(l.entity, l.external_id)) into refs
        from jsonb_path_query(new.new_values, 'strict $.** ? (exists (@."$entity"))', silent => true) ref
        join link l on l.entity = ref->>'$entity' and l.system = new.system and l.state = 'LINKED'
          and l.id in (ref->>'id', (select a.id from alias a where a.entity = ref->>'$entity' and a.alias = ref->>'id'));
      notice := jsonb_build_object('step', new.id::text, 'system', new.system, 'entity', new.entity, 'kind', new.kind,
        'state', new.state);
      perform pg_notify('headwater_source_' || md5(tg_table_schema), case
        when octet_length(refs::text) > 6000 or octet_length(own) > 1500 then notice
        else notice || jsonb_build_object('externalId', own, 'refs', coalesce(refs, '[]'),
          'fields', (select coalesce(jsonb_agg(key), '[]') from jsonb_object_keys(new.new_values) key))
      end::text);
      return null;
    end $$`,
    `create trigger write_step_source_begun after insert on write_step
      for each row when (new.state = 'RUNNING') execute function tell_source_change()`,
    `create trigger write_step_source_changed after update of state on write_step
      for each row when (old.state is distinct from new.state) execute function tell_source_change()`,
  ],
}
