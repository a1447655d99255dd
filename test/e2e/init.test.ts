import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, temporaryFolder } from './run-headwater.ts'

const parent = temporaryFolder()
const config = 'headwater.config.ts'

function emptyFolder(name: string): string {
  const folder = join(parent, name)
  mkdirSync(folder)
  return folder
}

/** Runs the package's own command in a folder, on this Node. */
function headwater(folder: string, args: string[], nodeOptions: string[] = []) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...nodeOptions, join(root, 'bin/headwater.js'), ...args],
    { cwd: folder, encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '', HEADWATER_DEBUG: '' } },
  )
  return { status, stdout, stderr }
}

test('init writes a config that is right at once, and says what to do next', () => {
  const folder = emptyFolder('fresh')
  const written = headwater(folder, ['init'])
  expect(written).toMatchObject({ status: 0, stderr: '' })
  expect(written.stdout).toMatch(/npx headwater check.*\n.*npx headwater start/)
  expect(headwater(folder, ['check'])).toEqual({
    status: 0,
    stdout: expect.stringMatching(/^OK: .* over CRM .* ERP .* CRS .* DATABASE /),
    stderr: '',
  })
})

test('the config says for each system what to fill in', () => {
  const text = readFileSync(join(root, config), 'utf8')
  for (const vendor of ['hubspot', 'businessCentral', 'opera', 'postgres']) {
    expect(text).toMatch(new RegExp(`// +datasource: ${vendor}\\(\\{`))
  }
})

test('init does not overwrite a config without --force', () => {
  const folder = emptyFolder('taken')
  writeFileSync(join(folder, config), '// mine')
  expect(headwater(folder, ['init'])).toEqual({
    status: 1,
    stdout: '',
    stderr: 'headwater.config.ts: This file is already here. Rename it, or overwrite it with --force.\n',
  })
  expect(readFileSync(join(folder, config), 'utf8')).toBe('// mine')
  expect(headwater(folder, ['init', '--force']).status).toBe(0)
  expect(readFileSync(join(folder, config), 'utf8')).toBe(readFileSync(join(root, config), 'utf8'))
})

test('without a config, start says in one line how to get one', () => {
  const { status, stderr } = headwater(emptyFolder('empty'), ['start'])
  expect(status).toBe(1)
  expect(stderr).toMatch(/^[^\n]*headwater\.config\.ts: [^\n]*npx headwater init[^\n]*\n$/)
})

test.each(['commonjs', 'module'])('a package.json of type %s beside the config changes nothing', (type) => {
  const folder = emptyFolder(type)
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type }))
  headwater(folder, ['init'])
  expect(headwater(folder, ['check'])).toMatchObject({ status: 0, stderr: '' })
})

test('a config gets the classes of the gateway that runs it, not those of a second copy', () => {
  const folder = emptyFolder('second-copy')
  const copy = join(folder, 'node_modules/headwater')
  mkdirSync(copy, { recursive: true })
  writeFileSync(join(copy, 'package.json'), '{ "name": "headwater", "type": "module", "main": "index.js" }')
  writeFileSync(join(copy, 'index.js'), "throw new Error('the second copy was loaded')")
  headwater(folder, ['init'])
  expect(headwater(folder, ['check'])).toMatchObject({ status: 0, stderr: '' })
})

test('on a Node that is too old, one line says which it needs and which it is', () => {
  const old = 'data:text/javascript,Object.defineProperty(process,"versions",{value:{node:"18.19.1"}})'
  expect(headwater(parent, ['start'], ['--import', old])).toEqual({
    status: 1,
    stdout: '',
    stderr: 'Headwater needs Node 24 or newer; this is Node 18.19.1. Install it from https://nodejs.org\n',
  })
})
