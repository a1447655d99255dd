import type { DecisionReport, WriteAdministration, WriteReport } from '../writes/write-administration.ts'
import type { ControlClient } from './control-client.ts'
import { writePaths } from './write-routes.ts'

/** The writes of a running gateway, over its control socket; the replies have the shape of its routes. */
export function createRemoteWrites(client: ControlClient): WriteAdministration {
  const decide = async (path: string, body: object) => (await client.call(path, body)) as DecisionReport
  return {
    list: async (request) =>
      (await client.call(writePaths.list, request)) as { writes: WriteReport[]; hasNextPage: boolean },
    show: async (writeId) => (await client.call(writePaths.show, { writeId })) as WriteReport,
    showValues: async (writeId, principal) =>
      (await client.call(writePaths.showValues, { writeId, principal })) as WriteReport,
    retry: (writeId, principal) => decide(writePaths.retry, { writeId, principal }),
    cancel: (writeId, principal) => decide(writePaths.cancel, { writeId, principal }),
    confirm: (writeId, { system, externalId }, principal) =>
      decide(writePaths.confirm, { writeId, system, externalId, principal }),
  }
}
