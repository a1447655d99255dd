import { Command } from 'commander'
import { later } from './later.ts'

/** `headwater writes …`. @param configOption as every command has it */
export function writeCommands(configOption: readonly [flags: string, description: string]): Command {
  const writes = new Command('writes').description('changes that were accepted, and what became of them')
  writes
    .command('list')
    .description('a line for each change at a system, newest first')
    .option(
      '--status <list>',
      'QUEUED, NEEDS_REVIEW, FAILED, APPLIED, REJECTED, COMPENSATED; several with commas',
    )
    .option('--system <name>', 'e.g. CRM')
    .option('--entity <name>', 'e.g. Customer')
    .option('--id <id>', 'its canonical id')
    .option('--principal <id>', 'who asked for it')
    .option('--request <id>', 'x-request-id of the request, as in the log')
    .option('--since <when>', 'not older: 24h, 7d, or 2026-11-28T10:00:00Z')
    .option('--first <count>', 'of so many writes at most: 50 unless told, 1000 at most')
    .option('--json', 'one JSON object a write and line')
    .option(...configOption)
    .action(later(async () => (await import('./list-writes.ts')).listWrites))
  writes
    .command('show <id>')
    .description('all that is known of a write; which fields it sets, not their values')
    .option('--values', 'also the values, in the clear; the audit trail says who asked')
    .option('--json', 'as JSON')
    .option(...configOption)
    .action(later(async () => (await import('./show-write.ts')).showWrite))
  writes
    .command('retry <id>')
    .description(
      'try again, at once, what was given up or needs review (correcting values first: Mutation.retryWrite)',
    )
    .option(...configOption)
    .action(later(async () => (await import('./decide-write.ts')).retryWrite))
  writes
    .command('cancel <id>')
    .description('give up what is not applied yet; what was applied stays')
    .option(...configOption)
    .action(later(async () => (await import('./decide-write.ts')).cancelWrite))
  writes
    .command('confirm <id>')
    .description('somebody has looked: what needs review at a system was applied; nothing is sent')
    .requiredOption('--system <name>', 'where, e.g. ERP')
    .option('--external-id <id>', 'the record that was created there; needed where one was to be')
    .option(...configOption)
    .action(later(async () => (await import('./decide-write.ts')).confirmWrite))
  return writes
}
