import type { Migration } from './migration.ts'

/**
 * What other replicas remember of an identity and is no longer so, told in the transaction that changes it: a link that moved,
 * ended or was found, one that a person made, an id that became another's. New identities are nobody's memory yet.
 */
export const createLinkNotices: Migration = {
  name: '0007-link-notices',
  statements: [
    `create function tell_link() returns trigger language plpgsql as $$
    declare
      channel text := 'headwater_link_' || md5(tg_table_schema);
    begin
      if tg_op <> 'INSERT' then
        perform pg_notify(channel, jsonb_build_array(old.entity, old.id)::text);
      end if;
      if tg_op <> 'DELETE' then
        perform pg_notify(channel, jsonb_build_array(new.entity, new.id)::text);
      end if;
      return null;
    end $$`,
    `create trigger link_made after insert on link
      for each row when (new.origin = 'EXPLICIT') execute function tell_link()`,
    `create trigger link_changed after update on link
      for each row when ((old.id, old.state, old.external_id) is distinct from (new.id, new.state, new.external_id))
      execute function tell_link()`,
    `create trigger link_ended after delete on link for each row execute function tell_link()`,
    `create trigger alias_changed after insert or update or delete on alias
      for each row execute function tell_link()`,
  ],
}
