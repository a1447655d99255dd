import { Command } from 'commander'
import { later } from './later.ts'

/** `headwater audit …`. @param configOption as every command has it */
export function auditCommands(configOption: readonly [flags: string, description: string]): Command {
  const audit = new Command('audit').description('who did what: the audit trail')
  audit
    .command('verify')
    .description('check that no entry was changed, removed or put in; print the head of the chain')
    .option('--head <hash>', 'also, that this earlier head is still in the chain')
    .option('--json', 'as JSON')
    .option(...configOption)
    .action(later(async () => (await import('./verify-trail.ts')).verifyTrail))
  audit
    .command('list')
    .description('entries, newest first')
    .option('--since <when>', 'not older: 24h, 7d, or 2026-11-28T10:00:00Z')
    .option('--event <name>', 'e.g. customer.updated, denied')
    .option('--principal <id>', 'who did it')
    .option('--write <id>', 'all of one write')
    .option('--entity <name>', 'e.g. Customer')
    .option('--id <id>', 'its canonical id')
    .option('--system <name>', 'e.g. CRM')
    .option('--limit <count>', 'at most so many: 50 unless told, 1000 at most')
    .option('--values', 'also the values before and after, in the clear')
    .option('--json', 'one JSON object a line')
    .option(...configOption)
    .action(later(async () => (await import('./list-audit.ts')).listAudit))
  audit
    .command('erase')
    .description("make a customer's values in the trail unreadable for good; who did what and when stays")
    .requiredOption('--customer <id>', 'canonical id')
    .option('--yes', 'it cannot be taken back')
    .option(...configOption)
    .action(later(async () => (await import('./erase-audit.ts')).eraseAudit))
  return audit
}
