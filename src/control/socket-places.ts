import { createHash } from 'node:crypto'
import { lstat, realpath } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

/** A place for the control socket. */
export interface SocketPlace {
  path: string
  /** The folder is the socket's own, to be made private; else it is the data folder. */
  isApart: boolean
}

/** The kernel's own limit is 104 or 108, the closing zero included. */
const maxPathBytes = 100

/**
 * Where the socket of a data folder is, in the order in which it is tried by whoever opens it and by whoever looks for it:
 * in the folder, where the path is short enough and the file system has sockets; else in a folder that is named after it.
 */
export async function socketPlaces(dataDir: string): Promise<SocketPlace[]> {
  // By whatever link somebody comes, it is the same folder.
  const folder = await realpath(dataDir).catch(() => resolve(dataDir))
  const within = { path: join(folder, 'control.sock'), isApart: false }
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 16)
  const apart = { path: join(tmpdir(), `headwater-${name}`, 'control.sock'), isApart: true }
  return [within, apart].filter(({ path }) => Buffer.byteLength(path) <= maxPathBytes)
}

/**
 * Whether a folder that anybody could have made is ours: no link, nobody else's, closed to others. `owners` are the users
 * whose it may be.
 */
export async function isPrivate(path: string, owners: readonly number[]): Promise<boolean> {
  const folder = await lstat(dirname(path))
  return folder.isDirectory() && owners.includes(folder.uid) && (folder.mode & 0o077) === 0
}
