import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startStampcard } from '../../examples/stampcard/stampcard-api.ts'
import { reportFigure } from '../support/report-figure.ts'
import { root } from './run-headwater.ts'
import { createUserFolder, type Outcome } from './user-folder.ts'

// docs/write-a-datasource.md, done as it says: its files are written, its commands run, what it shows is what they print.

const mostLines = 120
const guide = readFileSync(join(root, 'docs/write-a-datasource.md'), 'utf8')
const { folder, headwater } = createUserFolder()

interface Block {
  language: string
  /** The file that it is; empty for what is run or printed. */
  file: string
  text: string
}

const blocks = [...guide.matchAll(/^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gm)].map(
  ([, language = '', file = '', text = '']): Block => ({ language, file, text }),
)
const placeOf = (file: string) => (file === 'headwater.config.ts' ? file : `stampcard/${file}`)
const linesOf = (text: string) =>
  text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]))

let scaffolded: Readonly<Record<string, string>> = {}
const written = new Map<string, string>()
let last: Outcome | null = null
let api: Awaited<ReturnType<typeof startStampcard>>

beforeAll(async () => {
  api = await startStampcard(0)
})
afterAll(() => api.close())

async function run(line: string): Promise<Outcome> {
  const [npx, command, ...args] = line.split(' ')
  expect([npx, command]).toEqual(['npx', 'headwater'])
  const outcome = await headwater(args, { STAMPCARD_URL: api.url, STAMPCARD_KEY: 'stampcard-key' })
  if (args[0] === 'new-datasource') {
    const names = blocks
      .map(({ file }) => file)
      .filter((file) => file !== '' && existsSync(join(folder, placeOf(file))))
    scaffolded = Object.fromEntries(
      names.map((file) => [file, readFileSync(join(folder, placeOf(file)), 'utf8')]),
    )
  }
  return outcome
}

/** Lines of the user's own: those that the skeleton does not have, each as often as it is written beyond that. */
function ownLines([file, text]: readonly [string, string]): string[] {
  const given = linesOf(scaffolded[file] ?? '')
  return linesOf(text).filter((line) => {
    const at = given.indexOf(line)
    if (at >= 0) given.splice(at, 1)
    return at < 0
  })
}

test('every snippet is a file, a command or what the last command prints', () => {
  expect(blocks.length).toBeGreaterThan(12)
  const other = blocks.filter(({ language, file }) => file === '' && !['sh', 'text'].includes(language))
  // What the vendor's documentation shows is quoted, and so none of them.
  expect(other).toEqual([])
})

for (const [index, { language, file, text }] of blocks.entries()) {
  const [line = ''] = text.split('\n')
  if (language === 'text')
    test(`snippet ${index + 1}: what was said is printed`, () => {
      const printed = linesOf(last?.stdout ?? '')
      const expected = linesOf(text).filter((shown) => shown !== '...')
      expect(expected.filter((shown) => !printed.includes(shown))).toEqual([])
      // What it shows to fail, fails, and nothing else does.
      expect(printed.filter((shown) => shown.startsWith('FAIL '))).toEqual(
        expected.filter((shown) => shown.startsWith('FAIL ')),
      )
      expect(last).toMatchObject({ code: text.includes('FAIL ') ? 1 : 0, stderr: '' })
    })
  else if (language === 'sh')
    test(`snippet ${index + 1}: ${line} runs`, async () => {
      for (const command of linesOf(text)) last = await run(command)
      expect(last?.stderr).toBe('')
    }, 60_000)
  else
    test(`snippet ${index + 1}: ${file} is written`, () => {
      writeFileSync(join(folder, placeOf(file)), text)
      written.set(file, text)
      expect(existsSync(join(folder, placeOf(file)))).toBe(true)
    })
}

test('all of it is typed, as an editor checks it', () => {
  const tsconfig = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: {
      rootDir: '/',
      types: ['node'],
      typeRoots: [join(root, 'node_modules/@types')],
      paths: {
        headwater: [join(root, 'src/index.ts')],
        'headwater/conformance': [join(root, 'src/conformance/public-api.ts')],
      },
    },
    include: ['headwater.config.ts', 'stampcard/*.ts'],
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig))
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const { stdout } = spawnSync(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], {
    encoding: 'utf8',
  })
  // The skeleton's own API is left over from the first step.
  expect(stdout).toBe('')
}, 60_000)

test('the report is there, and says the same', () => {
  const report = readFileSync(join(folder, 'stampcard/conformance.md'), 'utf8')
  expect(report).toContain('23 passed, 0 failed, 8 skipped.')
  expect(report).toContain('| sorts give the same records, in order | skipped: Stampcard sorts nothing |')
})

test(`from the skeleton to a datasource that conforms are at most ${mostLines} lines`, () => {
  const files = [...written].filter(([file]) => file !== 'headwater.config.ts')
  expect(files.map(([file]) => file).toSorted()).toEqual([
    'stampcard-conformance.ts',
    'stampcard-failures.ts',
    'stampcard-mapping.ts',
    'stampcard.graphql',
    'stampcard.ts',
  ])
  const own = files.flatMap(ownLines)
  const all = files.flatMap(([, text]) => linesOf(text))
  reportFigure(`Stampcard: ${own.length} lines beyond the skeleton, ${all.length} in all`)
  expect(own.length).toBeGreaterThan(40)
  expect(own.length).toBeLessThanOrEqual(mostLines)
})
