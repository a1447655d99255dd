import { randomUUID } from 'node:crypto'
import { lstat, mkdir, rm, rmdir } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { dirname } from 'node:path'
import { errorCodes } from '../errors/codes.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import { StartRefusedError } from '../errors/start-problem.ts'
import type { Logger } from '../observability/logger.ts'
import { codeOf } from '../store/error-code.ts'
import type { ControlRoute } from './control-route.ts'
import { isPrivate, socketPlaces, type SocketPlace } from './socket-places.ts'

export interface ControlServerOptions {
  /** Whoever calls holds its lock, so that a socket which is there is a dead gateway's. */
  dataDir: string
  routes: readonly ControlRoute[]
  logger: Pick<Logger, 'unknownError'>
}

export interface ControlServer {
  /** Of the socket. */
  readonly path: string
  close(): Promise<void>
}

const maxBodyBytes = 100_000

/**
 * What commands ask of the running gateway, whose embedded store nobody else may open: JSON over HTTP on a Unix domain
 * socket. It asks for no credential: whoever may open the socket, the gateway's own user alone, may administer.
 *
 * @throws StartRefusedError when there is no place for the socket
 */
export async function openControlServer({
  dataDir,
  routes,
  logger,
}: ControlServerOptions): Promise<ControlServer> {
  const byPath = new Map(routes.map((route) => [route.path, route]))
  const server = createServer({ headersTimeout: 5_000, requestTimeout: 10_000 }, (request, response) => {
    answer(byPath, request).then(
      (data) => reply(response, 200, { data }),
      (error: unknown) => {
        const known = error instanceof GatewayError ? error : masked(error, logger)
        const { httpStatus } = errorCodes[known.code]
        reply(response, httpStatus === 200 ? 400 : httpStatus, {
          error: { code: known.code, message: known.message },
        })
      },
    )
  })
  const place = await listenSomewhere(server, dataDir)
  return {
    path: place.path,
    close: async () => {
      // Node removes the socket's file, too.
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
      if (place.isApart) await rmdir(dirname(place.path)).catch(() => undefined)
    },
  }
}

async function answer(routes: ReadonlyMap<string, ControlRoute>, request: IncomingMessage): Promise<unknown> {
  const route = request.method === 'POST' ? routes.get(request.url ?? '') : undefined
  if (!route) {
    const message =
      'The running gateway does not know this command: it is of another version. Start this version.'
    throw new GatewayError('NOT_FOUND', message)
  }
  return await route.answer(await readBody(request))
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > maxBodyBytes) throw new GatewayError('BAD_USER_INPUT', 'That is more than a command may say.')
    chunks.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString()) as unknown
  } catch {
    throw new GatewayError('BAD_USER_INPUT', 'The body is not valid JSON.')
  }
}

function masked(error: unknown, logger: Pick<Logger, 'unknownError'>): GatewayError {
  const errorId = randomUUID()
  logger.unknownError({ error, errorId, requestId: undefined })
  return new GatewayError(
    'INTERNAL',
    `The gateway failed to do this. Its log says more, by the error id ${errorId}.`,
  )
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response
    .writeHead(status, { 'content-type': 'application/json', connection: 'close' })
    .end(JSON.stringify(body))
}

async function listenSomewhere(server: Server, dataDir: string): Promise<SocketPlace> {
  let failure: unknown
  for (const place of await socketPlaces(dataDir)) {
    try {
      await makeRoom(place)
      await listenPrivately(server, place.path)
      return place
    } catch (error) {
      failure = error
    }
  }
  const { code, message } = failure as NodeJS.ErrnoException
  const advice =
    'Put HEADWATER_DATA_DIR on a file system that has sockets, or let TMPDIR be a short path to a folder that may be written.'
  const problem = `The control socket of ${dataDir} cannot be opened (${code ?? message}). ${advice}`
  throw new StartRefusedError([{ file: null, line: null, message: problem }], failure)
}

/** A folder of its own where it is apart, and no socket of a gateway that was killed. */
async function makeRoom({ path, isApart }: SocketPlace): Promise<void> {
  if (isApart) {
    await mkdir(dirname(path), { mode: 0o700 }).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw error
    })
    if (!(await isPrivate(path, [process.getuid?.() ?? 0])))
      throw new Error(`${dirname(path)} belongs to somebody else`)
  }
  const found = await lstat(path).catch(() => null)
  if (found?.isSocket()) await rm(path)
}

/** Its file has mode 0600 from the moment it exists: it is made within this call, by what the mask leaves. */
function listenPrivately(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    const before = process.umask(0o177)
    try {
      server.listen({ path }, () => {
        server.off('error', reject)
        resolve()
      })
    } finally {
      process.umask(before)
    }
  })
}
