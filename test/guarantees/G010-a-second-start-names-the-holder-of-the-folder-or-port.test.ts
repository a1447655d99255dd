import { freePorts, runHeadwater, temporaryFolder, writeConfig } from '../e2e/run-headwater.ts'
import { prepareStore } from '../support/prepare-store.ts'

// G010: a second start on a data folder in use, and one on a port in use, is refused in one line that names the holder or
// the port; the first goes on.

const folder = temporaryFolder()

test('the folder’s holder, the port, and the first untouched', async () => {
  await prepareStore(`${folder}/data`)
  const port = await freePorts(2)
  const config = writeConfig(
    folder,
    'none.config.ts',
    "export default { systems: {}, http: { host: '127.0.0.1' } }",
  )
  const start = (onPort: number, dataDir: string) =>
    runHeadwater(['start', '--config', config], {
      PORT: String(onPort),
      HEADWATER_DATA_DIR: `${folder}/${dataDir}`,
    })
  const first = start(port, 'data')
  try {
    await first.saw('is ready')
    const sameFolder = start(port + 1, 'data')
    expect(await sameFolder.ended).toBe(1)
    expect(sameFolder.stderr.trim().split('\n')).toEqual([
      expect.stringMatching(`in use by process ${first.child.pid} `),
    ])
    const samePort = start(port, 'other')
    expect(await samePort.ended).toBe(1)
    expect(samePort.stderr.trim().split('\n')).toEqual([expect.stringMatching(`^Port ${port} is in use`)])
    for (const { stdout } of [sameFolder, samePort]) expect(stdout).toBe('')
    expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200)
  } finally {
    first.child.kill('SIGTERM')
    await first.ended
  }
})
