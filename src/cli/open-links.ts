import type { Settings } from '../config/settings.ts'
import { createControlClient } from '../control/control-client.ts'
import { createRemoteLinks } from '../control/remote-links.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import { StartRefusedError } from '../errors/start-problem.ts'
import { createCrosswalk } from '../identity/create-crosswalk.ts'
import { createLinkAdministration, type LinkAdministration } from '../identity/link-administration.ts'
import { lookAtDataDirLock } from '../store/lock.ts'
import { openStore } from './open-store.ts'

export type OpenLinks =
  | { state: 'OPEN'; links: LinkAdministration; close(): Promise<void> }
  /** Nobody can be asked. `why` is for a person. `isTrailLost`: there is a trail that cannot be written. */
  | { state: 'CLOSED'; why: string; isTrailLost: boolean }

/**
 * The links of a config's store, for a command that can do without: a PostgreSQL is opened here; the embedded store belongs to the
 * running gateway, which is asked.
 */
export async function openLinks(settings: Settings): Promise<OpenLinks> {
  try {
    const database = await openStore(settings)
    if (!database) return await openRemote(settings.dataDir)
    const { now } = Date
    const crosswalk = createCrosswalk({ database, now })
    const close = async () => {
      await crosswalk.close()
      await database.close()
    }
    return { state: 'OPEN', links: createLinkAdministration({ database, crosswalk, now }), close }
  } catch (error) {
    if (!(error instanceof GatewayError || error instanceof StartRefusedError)) throw error
    return { state: 'CLOSED', why: error.message, isTrailLost: true }
  }
}

/** A gateway that does not run has no trail to write. */
async function openRemote(dataDir: string): Promise<OpenLinks> {
  const lock = await lookAtDataDirLock(dataDir)
  if (lock.state === 'HELD') {
    const links = createRemoteLinks(createControlClient(dataDir))
    return { state: 'OPEN', links, close: () => Promise.resolve() }
  }
  const why = `No gateway runs on the data folder ${dataDir}, and only a running one may open its store: start it with headwater start.`
  return { state: 'CLOSED', why, isTrailLost: false }
}
