import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hashText, parseManifest } from '../../src/operations/manifest.ts'
import { runHeadwater, temporaryFolder, writeConfig } from './run-headwater.ts'

const folder = temporaryFolder()
const manifest = join(folder, 'operations.json')
const config = writeConfig(
  folder,
  'strict.ts',
  "export default headwater.defineConfig({ systems: {}, operations: { file: 'operations.json', only: true } })",
)

async function run(...args: string[]) {
  const started = runHeadwater([...args, '--config', config])
  const code = await started.ended
  return { code, stdout: started.stdout, stderr: started.stderr.trim() }
}
const write = (name: string, text: string) => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
const register = (...args: string[]) => run('operations', 'register', ...args)
const names = () => parseManifest(readFileSync(manifest, 'utf8'))?.map(({ name }) => name)

const guest = 'query Guest($id: ID!) { customer(id: $id) { givenName } }\n'

test('operations are added to the manifest, sorted; the same again change nothing; others are dropped on demand', async () => {
  write('stay.graphql', 'query Stay($id: ID!) { booking(id: $id) { ...Dates } }')
  write('dates.graphql', 'fragment Dates on Booking { arrival departure }')
  expect(await register(join(folder, '*.graphql'))).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/1 new/),
  })
  const file = write('guest.graphql', guest)
  expect(await register(file)).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/1 new; 1 others kept/),
  })
  expect(names()).toEqual(['Guest', 'Stay'])
  const before = readFileSync(manifest, 'utf8')
  expect(await register(join(folder, '*.graphql'))).toMatchObject({ stdout: expect.stringMatching(/0 new/) })
  expect(readFileSync(manifest, 'utf8')).toBe(before)
  expect(await register('--prune', file)).toMatchObject({ stdout: expect.stringMatching(/1 others dropped/) })
  expect(parseManifest(readFileSync(manifest, 'utf8'))).toEqual([
    { id: hashText(guest), name: 'Guest', type: 'query', body: guest },
  ])
})

test('what does not fit is refused with file and line, and the manifest stays', async () => {
  await register('--prune', write('guest.graphql', guest))
  const before = readFileSync(manifest, 'utf8')
  const { code, stderr } = await register(write('wrong.graphql', 'query Wrong {\n  nothing\n}'))
  expect(code).toBe(1)
  expect(stderr).toMatch(/wrong\.graphql:2: Cannot query field "nothing" on type "Query"/)
  expect(readFileSync(manifest, 'utf8')).toBe(before)
})

test('check, and so the start, refuses a manifest with an operation that the schema has outgrown', async () => {
  await register('--prune', write('guest.graphql', guest))
  expect((await run('check')).code).toBe(0)
  const body = 'query Old { gone }'
  const old = { id: hashText(body), name: 'Old', type: 'query', body }
  const grown = JSON.parse(readFileSync(manifest, 'utf8'))
  writeFileSync(manifest, JSON.stringify({ ...grown, operations: [...grown.operations, old] }, null, 2))
  const { code, stderr } = await run('check')
  expect(code).toBe(1)
  expect(stderr).toMatch(/operations\.json:\d+: Old: Cannot query field "gone"/)
})
