import { Command } from 'commander'
import { later } from './later.ts'

/** `headwater keys …`. @param configOption as every command has it */
export function keyCommands(configOption: readonly [flags: string, description: string]): Command {
  const keys = new Command('keys').description('API keys for programs: who may call, and for what')
  const also = (value: string, before: readonly string[] = []): string[] => [...before, value]

  keys
    .command('create')
    .description('make a key, and print it once')
    .option('--name <text>', 'who will use it, for people')
    .option('--role <role>', 'a role of the schema, e.g. SALES; may be repeated', also)
    .option(
      '--scope <scope>',
      'what of it the key is for: read:*, read:Customer, read:Customer.email; may be repeated',
      also,
    )
    .option('--all-scopes', 'all that its roles may do')
    .option(
      '--attribute <name=values>',
      'for record rules: properties=BER,HAM, or accounts=ALL; may be repeated',
      also,
    )
    .option('--customer <system:id>', 'the customer that the caller is, e.g. CRM:401001')
    .option('--tenant <name>', 'default unless told')
    .option('--expires <duration>', 'e.g. 90d; good until it is revoked unless told')
    .option('--quiet', 'print the key and nothing else')
    .option('--json', 'print the key and what it is good for, as JSON')
    .option(...configOption)
    .action(later(async () => (await import('./create-key.ts')).createKey))
  keys
    .command('list')
    .description('all keys, and what they are good for')
    .option('--json', 'as JSON')
    .option(...configOption)
    .action(later(async () => (await import('./list-keys.ts')).listKeys))
  keys
    .command('revoke <prefix>')
    .description('refuse a key from now on, at every gateway')
    .option(...configOption)
    .action(later(async () => (await import('./revoke-key.ts')).revokeKey))
  return keys
}
