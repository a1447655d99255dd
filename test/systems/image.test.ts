import { execFileSync, spawn } from 'node:child_process'
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { freePorts, root, temporaryFolder } from '../e2e/run-headwater.ts'
import { describeNeeding, needsAll, needsVariables } from '../support/needs.ts'
import { createScratchDatabase, type ScratchDatabase } from './scratch-databases.ts'

// The steps of the Dockerfile in a plain folder, for no container engine is here: what is packed, with the dependencies of the
// lock and no others, run by an account that may write nothing, over a PostgreSQL.

const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8')
const isRoot = process.getuid?.() === 0
/** `node` of the image. */
const account = 1_000
const needsDist = () => (existsSync(join(root, 'dist/src/main.js')) ? undefined : 'no dist: npm run build')

describeNeeding(needsAll(needsVariables('POSTGRES_URL'), needsDist), 'the steps of the image', () => {
  // Before it is removed.
  afterAll(() => execFileSync('chmod', ['-R', 'u+w', parent]))
  const parent = temporaryFolder()
  const installed = join(parent, 'installed')
  const company = join(parent, 'company')
  let database: ScratchDatabase

  const npm = (folder: string, ...args: string[]) =>
    execFileSync('npm', args, {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ''}`,
        NODE_OPTIONS: '',
      },
    })

  beforeAll(async () => {
    database = await createScratchDatabase(process.env.POSTGRES_URL ?? '', 'image')
    const [, packing = ''] = /npm (pack --ignore-scripts) --pack-destination/.exec(dockerfile) ?? []
    const [, installing = ''] =
      /npm (ci --omit=dev --ignore-scripts --no-audit --no-fund)/.exec(dockerfile) ?? []
    npm(root, ...packing.split(' '), '--pack-destination', parent)
    const [tarball = ''] = globSync('headwater-*.tgz', { cwd: parent })
    for (const folder of [installed, company]) mkdirSync(folder)
    execFileSync('tar', ['-xzf', join(parent, tarball), '-C', installed, '--strip-components=1'])
    cpSync(join(root, 'package-lock.json'), join(installed, 'package-lock.json'))
    npm(installed, ...installing.split(' '), '--prefer-offline')
    const config =
      "import { defineConfig } from 'headwater'\nexport default defineConfig({ systems: {}, http: { host: '127.0.0.1' } })\n"
    writeFileSync(join(company, 'headwater.config.ts'), config)
    execFileSync('chmod', ['-R', 'a-w,a+rX', parent])
  }, 180_000)
  afterAll(() => database.drop())

  test('it holds what the package ships, and no development dependency', () => {
    const { packages } = JSON.parse(readFileSync(join(installed, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { dev?: boolean }>
    }
    const development = Object.keys(packages).filter((path) => packages[path]?.dev)
    expect(development.length).toBeGreaterThan(100)
    expect(development.filter((path) => existsSync(join(installed, path)))).toEqual([])
    expect(existsSync(join(installed, 'dist/src/main.js'))).toBe(true)
    expect(['src/main.ts', 'test', '.git'].filter((path) => existsSync(join(installed, path)))).toEqual([])
  })

  test('an account that may write nothing starts it, its health check says so, and SIGTERM ends it with code 0', async () => {
    const port = String(await freePorts(2))
    const environment = {
      PATH: process.env.PATH ?? '',
      NODE_ENV: 'production',
      HEADWATER_CONFIG: join(company, 'headwater.config.ts'),
      HEADWATER_DATA_DIR: join(parent, 'data'),
      HEADWATER_STORE_URL: database.url,
      PORT: port,
      METRICS_PORT: String(Number(port) + 1),
    }
    const [, script = ''] = /CMD \["node", "-e", (".*")\]/.exec(dockerfile) ?? []
    const isHealthy = () => {
      const { status } = spawnSyncNode(['-e', JSON.parse(script) as string], environment)
      return status === 0
    }
    expect(isHealthy()).toBe(false)
    const nobody = isRoot ? { uid: account, gid: account } : {}
    const child = spawn(process.execPath, [join(installed, 'bin/headwater.js'), 'start'], {
      cwd: company,
      env: environment,
      ...nobody,
    })
    let printed = ''
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
    const ready = new Promise<void>((resolve) => {
      child.stdout.on('data', (chunk: Buffer) => {
        printed += chunk.toString()
        if (printed.includes('is ready')) resolve()
      })
    })
    child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()))
    await Promise.race([ready, ended])
    expect(printed).toContain('is ready')
    if (isRoot) expect(statSync(`/proc/${child.pid}`).uid).toBe(account)
    expect(isHealthy()).toBe(true)
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
    expect(existsSync(join(parent, 'data'))).toBe(false)
    expect(globSync('node_modules/.cache', { cwd: installed })).toEqual([])
  }, 60_000)
})

function spawnSyncNode(args: string[], env: Record<string, string>): { status: number } {
  try {
    execFileSync(process.execPath, args, { env, stdio: 'ignore' })
    return { status: 0 }
  } catch (error) {
    return { status: (error as { status: number }).status }
  }
}
