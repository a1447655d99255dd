import { stat } from 'node:fs/promises'
import { request } from 'node:http'
import { errorCodes, type ErrorCode } from '../errors/codes.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import { StartRefusedError } from '../errors/start-problem.ts'
import { lookAtDataDirLock } from '../store/lock.ts'
import { isPrivate, socketPlaces, type SocketPlace } from './socket-places.ts'

export interface ControlClient {
  /**
   * @param path of a `ControlRoute`
   * @param limitMs how long the answer may take: 30 s unless told
   * @throws GatewayError with the code and message that the gateway gave
   * @throws StartRefusedError when no gateway can be reached, with what to do
   */
  call(path: string, body: unknown, limitMs?: number): Promise<unknown>
}

const usualLimitMs = 30_000

/** No such file, one that a killed gateway left, or one that is no socket. */
const nobodyThere: ReadonlySet<unknown> = new Set(['ENOENT', 'ENOTDIR', 'ECONNREFUSED', 'ENOTSOCK'])

/** Asks the gateway that runs on a data folder; never touches what is in the folder. */
export function createControlClient(dataDir: string): ControlClient {
  return {
    async call(path, body, limitMs = usualLimitMs) {
      for (const place of await socketPlaces(dataDir)) {
        const reply = await post(place, dataDir, { path, body: JSON.stringify(body), limitMs })
        if (reply !== null) return read(reply)
      }
      throw new StartRefusedError([{ file: null, line: null, message: await describeAbsence(dataDir) }])
    },
  }
}

/** The reply's text; null when nobody listens there. */
async function post(
  place: SocketPlace,
  dataDir: string,
  { path, body, limitMs }: { path: string; body: string; limitMs: number },
): Promise<string | null> {
  if (place.isApart && !(await isTrusted(place, dataDir))) return null
  const { promise, resolve, reject } = Promise.withResolvers<string | null>()
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
  const signal = AbortSignal.timeout(limitMs)
  const asked = request({ socketPath: place.path, method: 'POST', path, headers, signal }, (response) => {
    let text = ''
    response.setEncoding('utf8')
    response.on('data', (chunk: string) => void (text += chunk))
    response.on('end', () => resolve(text))
    response.on('error', () => reject(silent()))
  })
  asked.on('error', (error: NodeJS.ErrnoException) => {
    if (nobodyThere.has(error.code)) resolve(null)
    else reject(error.code === 'EACCES' ? forbidden(place.path) : silent())
  })
  asked.end(body)
  return await promise
}

/** In a folder that everybody may write to, a stranger could play the gateway. */
async function isTrusted({ path }: SocketPlace, dataDir: string): Promise<boolean> {
  try {
    const { uid } = await stat(dataDir)
    return await isPrivate(path, [uid, process.getuid?.() ?? 0])
  } catch {
    return false
  }
}

function read(text: string): unknown {
  const { data, error } = JSON.parse(text) as { data?: unknown; error?: { code: string; message: string } }
  if (!error) return data
  const code: ErrorCode = error.code in errorCodes ? (error.code as ErrorCode) : 'INTERNAL'
  throw new GatewayError(code, error.message)
}

async function describeAbsence(dataDir: string): Promise<string> {
  const lock = await lookAtDataDirLock(dataDir)
  switch (lock.state) {
    case 'HELD': {
      const { pid, host, since } = lock.holder
      return `Process ${pid} on ${host} has the data folder ${dataDir} since ${since}, and does not listen for commands: it is still starting, or runs on another machine or as another version. Try again in a moment, there.`
    }
    case 'STALE':
      return `No gateway runs on the data folder ${dataDir}: the last one ended without closing. Start it with headwater start, then try again.`
    case 'FREE':
      return `No gateway runs on the data folder ${dataDir}, and only a running one may open its store. Start it with headwater start, then try again; or name its folder with HEADWATER_DATA_DIR.`
  }
}

function forbidden(path: string): StartRefusedError {
  const message = `The socket ${path} belongs to another user. Run this as the user that the gateway runs as.`
  return new StartRefusedError([{ file: null, line: null, message }])
}

function silent(): StartRefusedError {
  const message = `The gateway does not answer commands. What it did of this is not known: look (headwater keys list, headwater audit list) before you do it again.`
  return new StartRefusedError([{ file: null, line: null, message }])
}
