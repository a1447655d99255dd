import { Command } from 'commander'
import { auditCommands } from './audit-commands.ts'
import { keyCommands } from './key-commands.ts'
import { later } from './later.ts'
import { reportFailure } from './report-failure.ts'
import { writeCommands } from './write-commands.ts'

/** Runs the command that `args` (without node and script) name; sets the exit code, never throws. */
export async function runCli(args: readonly string[]): Promise<void> {
  const program = new Command('headwater')
    .description('One GraphQL API over a company’s CRM, ERP, CRS and databases.')
    .showHelpAfterError()
  const configOption = [
    '--config <file>',
    'config file (HEADWATER_CONFIG, else headwater.config.ts)',
  ] as const

  program
    .command('start', { isDefault: true })
    .description('run the gateway until Ctrl-C')
    .option(...configOption)
    .option('--reset', 'first forget the embedded store and the state of the sandbox')
    .option(
      '--workers <number>',
      'so many processes on one port, or auto: as many as processors (WORKERS, else 1)',
    )
    .action(later(async () => (await import('./start.ts')).start))
  program
    .command('init')
    .description('write a headwater.config.ts that starts at once')
    .option('--force', 'overwrite the one that is there')
    .action(later(async () => (await import('./init.ts')).init))
  program
    .command('check')
    .description('check config and schema; opens nothing')
    .option(...configOption)
    .option(
      '--live',
      'ask every system what it is like, read a few records, and say what is not as it is mapped',
    )
    .action(later(async () => (await import('./check.ts')).check))
  program
    .command('try <entity> <record>')
    .description(
      'one record of each system beside what its mapping makes of it: by a key (email=…), ERP:<id> or a canonical id',
    )
    .option(...configOption)
    .option('--system <name>', 'this system only, e.g. ERP')
    .option('--show-values', 'values in the clear; the audit trail says who asked')
    .action(later(async () => (await import('./try-record.ts')).tryRecord))
  program
    .command('explain <file>')
    .description('print the plan of a .graphql document: systems, calls, waves, and why')
    .option(...configOption)
    .option('--operation <name>', 'which operation, when the document has several')
    .option('--variables <json>', 'variables, which decide @skip and @include and how long lists are')
    .option('--role <name...>', 'the plan for callers of these roles; else for one who may read everything')
    .action(later(async () => (await import('./explain.ts')).explain))
  program
    .command('permissions')
    .description('print who may see and change what: role, entity, field')
    .option(...configOption)
    .option('--role <name...>', 'these roles only')
    .option('--markdown', 'as Markdown, for a document')
    .action(later(async () => (await import('./permissions.ts')).permissions))
  program
    .command('conformance <file>')
    .description('hold a datasource of yours against what the engine relies on')
    .option('--report <file>', 'write what was found as Markdown too')
    .action(later(async () => (await import('./conformance.ts')).conformance))
  program
    .command('new-datasource <name>')
    .description('write the skeleton of a datasource, which conforms at once')
    .action(later(async () => (await import('./new-datasource.ts')).newDatasource))
  program.addCommand(keyCommands(configOption))
  program.addCommand(auditCommands(configOption))
  program.addCommand(writeCommands(configOption))
  program
    .command('operations')
    .description('the operations that clients may ask for by id')
    .command('register <files...>')
    .description('check the operations of .graphql files, and add them to the manifest of the config')
    .option(...configOption)
    .option('--prune', 'drop all others from the manifest')
    .action(later(async () => (await import('./register-operations.ts')).registerOperations))

  try {
    await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    reportFailure(error)
    process.exitCode = 1
  }
}
