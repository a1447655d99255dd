import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePorts, root, runHeadwater, temporaryFolder } from './run-headwater.ts'
import { prepareStore } from '../support/prepare-store.ts'

const example = join(root, 'examples/typed-client')
const folder = temporaryFolder()

/** Runs a command of the development packages, from the repository's folder. */
async function run(script: string, args: string[], environment: Record<string, string> = {}) {
  const env = { ...process.env, NODE_OPTIONS: '', ...environment }
  const options = { cwd: root, env }
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [script, ...args], options)
    return { code: 0, output: stdout }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    return { code, output: stdout + stderr }
  }
}

const tsc = join(root, 'node_modules/typescript/bin/tsc')

test('the generated types are what the schema and the operations say now', async () => {
  const codegen = join(root, 'node_modules/@graphql-codegen/cli/cjs/bin.js')
  const checked = await run(codegen, ['--config', join(example, 'codegen.yml'), '--check'])
  expect(checked).toMatchObject({ code: 0 })
})

test('the client compiles as a frontend compiles it', async () => {
  expect(await run(tsc, ['-p', example])).toEqual({ code: 0, output: '' })
})

test('what the schema does not say does not compile', async () => {
  const mistakes = [
    `import { createClient } from '${example}/client.ts'`,
    `import { CustomerPageDocument as page } from '${example}/operations.generated.ts'`,
    "const query = createClient({ url: '', apiKey: '' })",
    "const { data } = await query(page, { email: '' })",
    'data?.customer?.surname',
    'data?.customer?.creditLimit.amount',
    "if (data?.customer?.bookings?.edges[0]?.node?.status === 'LOST') query",
    'await query(page, {})',
  ]
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(folder, 'mistakes.ts'), mistakes.join('\n'))
  const tsconfig = { extends: join(example, 'tsconfig.json'), include: ['mistakes.ts'] }
  const typeRoots = [join(root, 'node_modules/@types')]
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ ...tsconfig, compilerOptions: { typeRoots } }),
  )
  const { output } = await run(tsc, ['-p', folder, '--pretty', 'false'])
  const lines = [...output.matchAll(/mistakes\.ts\((\d+),/g)].map(([, line]) => Number(line))
  expect([...new Set(lines)]).toEqual([5, 6, 7, 8])
})

test('it gets a typed customer page from a running gateway', async () => {
  const port = await freePorts(5)
  await prepareStore(join(folder, 'data'))
  const gateway = runHeadwater(['start'], {
    PORT: String(port),
    SANDBOX_PORT: String(port + 1),
    HEADWATER_DATA_DIR: join(folder, 'data'),
  })
  try {
    await gateway.saw('is ready')
    const environment = { HEADWATER_URL: `http://127.0.0.1:${port}/graphql` }
    const page = (email: string) => run(join(example, 'customer-page.ts'), [email], environment)
    const clara = await page('clara.winterfeld@example.com')
    expect(clara.code).toBe(0)
    expect(clara.output.split('\n')).toEqual([
      'Clara Winterfeld',
      'loyalty points: 12480',
      'credit limit: 5000.00 EUR',
      ...Array.from({ length: 3 }, () =>
        expect.stringMatching(/^\d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d: [A-Z_]+$/),
      ),
      '',
    ])
    expect((await page('nobody@example.com')).output).toBe('No system knows this customer.\n')
    expect(await page('no address')).toMatchObject({
      code: 1,
      output: expect.stringMatching(/^BAD_USER_INPUT/),
    })
  } finally {
    gateway.child.kill('SIGTERM')
    await gateway.ended
  }
})
