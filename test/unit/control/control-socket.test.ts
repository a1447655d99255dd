import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { request } from 'node:http'
import { createServer } from 'node:net'
import { hostname, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createControlClient } from '../../../src/control/control-client.ts'
import { openControlServer, type ControlServer } from '../../../src/control/control-server.ts'
import type { ControlRoute } from '../../../src/control/control-route.ts'
import { socketPlaces } from '../../../src/control/socket-places.ts'
import { GatewayError } from '../../../src/errors/gateway-error.ts'
import { acquireDataDirLock } from '../../../src/store/lock.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const root = temporaryFolder()
const folder = () => mkdtempSync(join(root, 'd'))
/** Longer than a socket's path may be. */
const longFolder = () => {
  const path = join(folder(), 'n'.repeat(100))
  mkdirSync(path)
  return path
}
const routes: ControlRoute[] = [
  { path: '/echo', answer: (body) => Promise.resolve({ said: body }) },
  { path: '/refuse', answer: () => Promise.reject(new GatewayError('NOT_FOUND', 'There is no such thing.')) },
  { path: '/fail', answer: () => Promise.reject(new Error('select secret from table')) },
]
const unknown: { error: unknown; errorId: string }[] = []
const logger = { unknownError: (event: { error: unknown; errorId: string }) => void unknown.push(event) }
const open: ControlServer[] = []
const serve = async (dataDir: string): Promise<ControlServer> => {
  const server = await openControlServer({ dataDir, routes, logger })
  open.push(server)
  return server
}
afterEach(async () => {
  for (const server of open.splice(0)) await server.close()
})

test('what is asked is answered', async () => {
  const dataDir = folder()
  await serve(dataDir)
  expect(await createControlClient(dataDir).call('/echo', { some: ['thing', 'ü'] })).toEqual({
    said: { some: ['thing', 'ü'] },
  })
})

test('a refusal keeps its code and message', async () => {
  const dataDir = folder()
  await serve(dataDir)
  await expect(createControlClient(dataDir).call('/refuse', null)).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: 'There is no such thing.',
  })
})

test('any other failure is INTERNAL with the id that the log has, and says nothing of itself', async () => {
  const dataDir = folder()
  await serve(dataDir)
  const failure = createControlClient(dataDir).call('/fail', null)
  await expect(failure).rejects.toMatchObject({
    code: 'INTERNAL',
    message: expect.not.stringContaining('select'),
  })
  await expect(failure).rejects.toThrow(unknown.at(-1)!.errorId)
})

test('a command that the gateway does not know is another version’s', async () => {
  const dataDir = folder()
  await serve(dataDir)
  await expect(createControlClient(dataDir).call('/writes/list', null)).rejects.toThrow(/another version/)
})

test('what is no JSON, and what is too long, is refused', async () => {
  const { path } = await serve(folder())
  const post = (body: string) =>
    new Promise<string>((resolve, reject) => {
      const asked = request({ socketPath: path, method: 'POST', path: '/echo' }, (response) => {
        let text = ''
        response.on('data', (chunk: Buffer) => (text += chunk.toString()))
        response.on('end', () => resolve(text))
      })
      asked.on('error', reject).end(body)
    })
  expect(await post('{')).toMatch(/BAD_USER_INPUT.*valid JSON/)
  expect(await post(JSON.stringify('x'.repeat(100_000)))).toMatch(/BAD_USER_INPUT/)
})

test('only its own user may open the socket, whatever the process’s mask is', async () => {
  const dataDir = folder()
  const before = process.umask(0)
  const { path } = await serve(dataDir)
  expect(path).toBe(join(dataDir, 'control.sock'))
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(process.umask(before)).toBe(0)
})

test('a socket that a killed gateway left is replaced', async () => {
  const dataDir = folder()
  const path = join(dataDir, 'control.sock')
  const dead = createServer()
  await new Promise<void>((resolve) => dead.listen(path, resolve))
  // As a kill leaves it: nobody listens, and the file is there.
  const copy = `${path}.kept`
  renameSync(path, copy)
  await new Promise((resolve) => dead.close(resolve))
  renameSync(copy, path)
  await expect(createControlClient(dataDir).call('/echo', 1)).rejects.toThrow(/No gateway runs/)
  await serve(dataDir)
  expect(await createControlClient(dataDir).call('/echo', 1)).toEqual({ said: 1 })
})

test('a file of somebody’s in its place is left alone', async () => {
  const dataDir = folder()
  writeFileSync(join(dataDir, 'control.sock'), 'mine')
  const { path } = await serve(dataDir)
  expect(statSync(join(dataDir, 'control.sock')).isFile()).toBe(true)
  expect(dirname(dirname(path))).toBe(tmpdir())
})

test('closing leaves nothing behind', async () => {
  for (const dataDir of [folder(), longFolder()]) {
    const server = await serve(dataDir)
    await open.pop()!.close()
    expect(() => statSync(server.path)).toThrow(/ENOENT/)
    await expect(createControlClient(dataDir).call('/echo', 1)).rejects.toThrow(/No gateway runs/)
  }
})

test('a folder with a long path has its socket in a private one, the same by every way to it', async () => {
  const dataDir = longFolder()
  const { path } = await serve(dataDir)
  expect(dirname(dirname(path))).toBe(tmpdir())
  expect(Buffer.byteLength(path)).toBeLessThanOrEqual(100)
  expect(statSync(dirname(path)).mode & 0o777).toBe(0o700)
  expect(statSync(path).mode & 0o777).toBe(0o600)
  const short = join(root, 'short')
  symlinkSync(dataDir, short)
  expect(await createControlClient(short).call('/echo', 1)).toEqual({ said: 1 })
})

describe('in a place that anybody may write to', () => {
  const prepared = async (prepare: (folder: string) => void) => {
    const dataDir = longFolder()
    const [place] = await socketPlaces(dataDir)
    const apart = dirname(place!.path)
    prepare(apart)
    return { dataDir, apart, path: place!.path }
  }

  test('a folder that others may enter is not used, and the start is refused', async () => {
    const { dataDir, apart } = await prepared((path) => {
      mkdirSync(path)
      chmodSync(path, 0o755)
    })
    await expect(openControlServer({ dataDir, routes, logger })).rejects.toThrow(
      /control socket.*belongs to somebody/,
    )
    rmSync(apart, { recursive: true })
  })

  test('a link to another folder is not followed', async () => {
    const elsewhere = folder()
    const { dataDir, apart } = await prepared((path) => symlinkSync(elsewhere, path))
    await expect(openControlServer({ dataDir, routes, logger })).rejects.toThrow(/control socket/)
    rmSync(apart)
  })

  test('no command is given to a stranger who plays the gateway', async () => {
    const heard: string[] = []
    const stranger = createServer((socket) => void socket.on('data', (data) => heard.push(data.toString())))
    const { dataDir, apart, path } = await prepared((place) => {
      mkdirSync(place)
      chmodSync(place, 0o777)
    })
    await new Promise<void>((resolve) => stranger.listen(path, resolve))
    await expect(createControlClient(dataDir).call('/echo', 'secret')).rejects.toThrow(/No gateway runs/)
    expect(heard).toEqual([])
    await new Promise((resolve) => stranger.close(resolve))
    rmSync(apart, { recursive: true })
  })
})

describe('without a gateway', () => {
  const ask = (dataDir: string) => createControlClient(dataDir).call('/echo', 1)

  test('a folder that nobody has says to start one', async () => {
    await expect(ask(folder())).rejects.toThrow(/^No gateway runs on the data folder .*headwater start/)
  })

  test('so does one that is not there', async () => {
    await expect(ask(join(root, 'nowhere'))).rejects.toThrow(/^No gateway runs/)
  })

  test('the lock of a process that is gone is said to be one', async () => {
    const dataDir = folder()
    const holder = { pid: 4_194_305, host: hostname(), since: new Date().toISOString(), started: 'x/1' }
    writeFileSync(join(dataDir, 'gateway.lock'), JSON.stringify(holder))
    await expect(ask(dataDir)).rejects.toThrow(/ended without closing.*headwater start/)
  })

  test('a process that has the folder and does not listen is named', async () => {
    const dataDir = folder()
    const lock = await acquireDataDirLock(dataDir)
    await expect(ask(dataDir)).rejects.toThrow(new RegExp(`^Process ${process.pid} on .* does not listen`))
    await lock.release()
  })
})
