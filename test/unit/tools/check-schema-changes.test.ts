import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const tool = resolve(import.meta.dirname, '../../../tools/check-schema-changes.ts')
const original = 'type Query { name: String fax: String }'
const faxRemoved = 'FIELD_REMOVED: Query.fax was removed.'

let root: string
const setSchema = (sdl: string): void => writeFileSync(join(root, 'src/schema/query.graphql'), sdl)
const readSnapshot = (): string => readFileSync(join(root, 'schema.graphql'), 'utf8')
const check = (...options: string[]): { status: number | null; said: string } => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [tool, ...options, root], {
    encoding: 'utf8',
  })
  return { status, said: stdout + stderr }
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'schema-'))
  mkdirSync(join(root, 'src/schema'), { recursive: true })
  setSchema(original)
  check('--update')
})
afterEach(() => rmSync(root, { recursive: true }))

test('a schema as published passes, whatever file or order it is written in', () => {
  writeFileSync(join(root, 'src/schema/more.graphql'), 'extend type Query { fax: String }')
  setSchema('type Query { name: String }')
  expect(check()).toEqual({ status: 0, said: expect.stringContaining('as published') })
})

test('an addition fails until the snapshot is updated', () => {
  setSchema('type Query { name: String fax: String email: String }')
  expect(check()).toEqual({ status: 1, said: expect.stringContaining('npm run schema:update') })
  expect(check('--update').status).toBe(0)
  expect(check().status).toBe(0)
})

test('a breaking change fails, and --update does not wave it through', () => {
  setSchema('type Query { name: String }')
  expect(check()).toEqual({ status: 1, said: expect.stringContaining(`breaking: ${faxRemoved}`) })
  expect(check('--update').status).toBe(1)
  expect(readSnapshot()).toContain('fax')
})

test('a breaking change with a reason passes', () => {
  setSchema('type Query { name: String }')
  const decided = [{ change: faxRemoved, reason: 'nobody has a fax machine any more' }]
  writeFileSync(join(root, 'schema-changes.json'), JSON.stringify(decided))
  expect(check('--update')).toEqual({ status: 0, said: expect.stringContaining(`decided: ${faxRemoved}`) })
  expect(readSnapshot()).not.toContain('fax')
})

test('a breaking change listed without a reason does not pass', () => {
  setSchema('type Query { name: String }')
  writeFileSync(join(root, 'schema-changes.json'), JSON.stringify([{ change: faxRemoved, reason: '' }]))
  expect(check().status).not.toBe(0)
})

test('a dangerous change is a warning', () => {
  setSchema(`${original} enum Status { OPEN }`)
  check('--update')
  setSchema(`${original} enum Status { OPEN CLOSED }`)
  expect(check('--update')).toEqual({
    status: 0,
    said: expect.stringContaining('warning: VALUE_ADDED_TO_ENUM'),
  })
})

test('no schema at all is a failure', () => {
  rmSync(join(root, 'src/schema/query.graphql'))
  expect(check().status).not.toBe(0)
})
