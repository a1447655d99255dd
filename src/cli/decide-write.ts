import { setTimeout as delay } from 'node:timers/promises'
import { StartRefusedError } from '../errors/start-problem.ts'
import type { Catalog } from '../schema/catalog.ts'
import { isSettled } from '../writes/write.ts'
import type { DecisionReport, WriteAdministration, WriteReport } from '../writes/write-administration.ts'
import { operatorName } from './operator-name.ts'
import { printWrite } from './print-write.ts'
import { withWrites } from './with-writes.ts'

interface Options {
  config?: string
}

/** `headwater writes retry`. @throws StartRefusedError, GatewayError; of this and what follows */
export async function retryWrite(writeId: string, options: Options): Promise<void> {
  await decide(options, 'retry', (administration, by) => administration.retry(writeId, by))
}

/** `headwater writes cancel`. */
export async function cancelWrite(writeId: string, options: Options): Promise<void> {
  await decide(options, 'cancel', (administration, by) => administration.cancel(writeId, by))
}

/** `headwater writes confirm`. */
export async function confirmWrite(
  writeId: string,
  options: Options & { system: string; externalId?: string },
): Promise<void> {
  const { system, externalId = null } = options
  const check = (catalog: Catalog): void => {
    if (!catalog.systems.has(system))
      throw refusal(`--system: has to be one of ${[...catalog.systems].join(', ')}.`)
  }
  await decide(
    options,
    'confirm',
    (administration, by) => administration.confirm(writeId, { system, externalId }, by),
    check,
  )
}

/** How long the command waits to see what comes of it; the gateways go on all the same. */
const patienceMs = 8_000
const lookEveryMs = 250

async function decide(
  { config }: Options,
  verb: string,
  act: (administration: WriteAdministration, by: string) => Promise<DecisionReport>,
  check: (catalog: Catalog) => void = () => undefined,
): Promise<void> {
  await withWrites(config, check, async (administration) => {
    const { write, isChanged } = await act(administration, operatorName())
    if (!isChanged) {
      printWrite(write, Date.now())
      throw refusal(`There is nothing to ${verb} in this write; nothing was changed.`)
    }
    const after = await awaitSettled(administration, write)
    printWrite(after, Date.now())
    if (after.steps.some(({ state }) => !isSettled(state)))
      console.log('\nWhat is QUEUED goes on: the gateways deliver it.')
  })
}

async function awaitSettled(administration: WriteAdministration, decided: WriteReport): Promise<WriteReport> {
  const until = Date.now() + patienceMs
  let write = decided
  while (Date.now() < until && write.steps.some(({ state }) => !isSettled(state))) {
    await delay(lookEveryMs)
    write = await administration.show(write.id)
  }
  return write
}

function refusal(message: string): StartRefusedError {
  return new StartRefusedError([{ file: null, line: null, message }])
}
