import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createUserFolder } from './user-folder.ts'

const { folder, headwater } = createUserFolder()
const skeleton = (file: string) => join(folder, 'loyalty', file)

beforeAll(async () => {
  expect(await headwater(['new-datasource', 'loyalty'])).toMatchObject({ code: 0 })
})

/** The declaration of the skeleton with something else in it, under another name. */
function changed(name: string, from: string | RegExp, to: string): string {
  const text = readFileSync(skeleton('loyalty-conformance.ts'), 'utf8')
  const other = text.replace(from, to)
  expect(other).not.toBe(text)
  writeFileSync(skeleton(name), other)
  return `loyalty/${name}`
}

test('each claim is printed with what became of it, a skipped one with its reason', async () => {
  const { code, stdout, stderr } = await headwater(['conformance', 'loyalty/loyalty-conformance.ts'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout.split('\n')).toEqual(
    expect.arrayContaining([
      'Loyalty (in memory) as LOYALTY',
      'Customer',
      '  pass  unknown ids are left out',
      '  skip  sorts give the same records, in order: the API sorts nothing',
      expect.stringMatching(/^\d+ passed, 0 failed, \d+ skipped$/),
    ]),
  )
})

test('a claim that does not hold says what was expected and what came, and the exit code is 1', async () => {
  const file = changed(
    'wrong-key.ts',
    "value: 'guest1@example.com', id: '1'",
    "value: 'guest1@example.com', id: '2'",
  )
  const report = join(folder, 'report.md')
  const { code, stdout } = await headwater(['conformance', file, '--report', report])
  expect(code).toBe(1)
  expect(stdout).toContain(
    [
      '  FAIL  records are found by key, however the system spells it',
      "        records with the email 'guest1@example.com': missing [ '2' ]",
    ].join('\n'),
  )
  expect(readFileSync(report, 'utf8')).toMatch(
    /^\| records are found by key, .* \| \*\*failed\*\*: records with the email /m,
  )
})

test('a skipped claim that holds after all is a failure', async () => {
  const file = changed('needless-skip.ts', 'skips: {', "skips: { 'unknown ids are left out': 'not so sure',")
  const { code, stdout } = await headwater(['conformance', file])
  expect(code).toBe(1)
  expect(stdout).toContain('  FAIL  unknown ids are left out\n        it holds after all: take its skip away')
})

test('it does not print what a datasource signs in with', async () => {
  const file = changed(
    'other-key.ts',
    "new Secret('test-key', 'test')",
    "new Secret('wrong-key-4711', 'test')",
  )
  const { code, stdout, stderr } = await headwater(['conformance', file])
  expect(code).toBe(1)
  expect(stdout + stderr).not.toContain('wrong-key-4711')
})

test.each<[what: string, file: () => string, problem: RegExp]>([
  [
    'a file that is not there',
    () => 'nothing.ts',
    /^nothing\.ts: There is no such file\. Name the one that declares a conformance; npx headwater new-datasource writes one\.\n$/,
  ],
  [
    'a file without a declaration, beside the one that has it',
    () => 'loyalty/loyalty.ts',
    /^loyalty\/loyalty\.ts: It exports nothing that defineConformance .* Did you mean loyalty-conformance\.ts\?\n$/,
  ],
  [
    'a file without a declaration',
    () => {
      writeFileSync(join(folder, 'empty.ts'), 'export const conformance = {}\n')
      return 'empty.ts'
    },
    /^empty\.ts: It exports nothing that defineConformance .* Add: export const conformance = defineConformance\(/,
  ],
  [
    'a fixture that names a field that there is not',
    () => changed('unknown-field.ts', 'refused: { loyaltyLevel', 'refused: { loyaltyLevl'),
    /^loyalty\/unknown-field\.ts: Loyalty \(in memory\): changes\.refused of Customer names loyaltyLevl, which is no field of it; did you mean loyaltyLevel\?.*\n$/,
  ],
  [
    'a fixture of an entity that there is not',
    () => changed('unknown-entity.ts', "entity: 'Customer'", "entity: 'Custommer'"),
    /: a fixture is of Custommer, which is no entity; did you mean Customer\?/,
  ],
  [
    'a skip of a case that there is not',
    () => changed('unknown-skip.ts', "'filters give what they say'", "'filters give what they sya'"),
    /: skips has no case "filters give what they sya"; did you mean filters give what they say\?/,
  ],
  [
    'an upstream that does not run',
    () => changed('no-upstream.ts', 'upstream: startUpstream', "upstream: 'http://127.0.0.1:9/v2'"),
    /^loyalty\/no-upstream\.ts: Error: nothing answers at http:\/\/127\.0\.0\.1:9\/v2: start the upstream, or correct its address\. /,
  ],
  [
    'an option of the datasource that does not fit',
    () => changed('bad-option.ts', 'baseUrl: url,', "baseUrl: 'elsewhere',"),
    /^loyalty\/bad-option\.ts:\d+: Loyalty: baseUrl: Invalid URL\. Correct the option\.\n$/,
  ],
  [
    'a syntax error',
    () => changed('syntax.ts', 'export const conformance =', 'export conts conformance ='),
    /^loyalty\/syntax\.ts:\d+: SyntaxError: .* Correct the syntax\.\n$/,
  ],
])('%s is one line with its fix', async (_what, file, problem) => {
  const { code, stderr } = await headwater(['conformance', file()])
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(problem) })
  expect(stderr.trimEnd().split('\n')).toHaveLength(1)
})
