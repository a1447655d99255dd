import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

const repository = resolve(import.meta.dirname, '../../..')
const guide = readFileSync(join(repository, 'docs/datasource-guide.md'), 'utf8')

/** A snippet is a file: of the name that stands before it, else of its own; what imports nothing continues another. */
function filesOf(markdown: string): Map<string, string> {
  const snippets = [...markdown.matchAll(/(?:`([\w.-]+\.ts)`[^\n]*\n\n)?```ts\n([^]*?)```/g)]
  return new Map(
    snippets
      .filter(([, , code = '']) => code.startsWith('import '))
      .map(([, name, code = ''], index) => [name ?? `snippet-${index}.ts`, code]),
  )
}

test('what the guide to datasources shows compiles, with the names of the package', async () => {
  const files = filesOf(guide)
  expect(files.size).toBeGreaterThanOrEqual(6)
  // Within the repository, from where packages are found.
  mkdirSync(join(repository, 'data'), { recursive: true })
  const folder = mkdtempSync(join(repository, 'data/guide-'))
  try {
    for (const [name, code] of files) writeFileSync(join(folder, name), code)
    const compilerOptions = {
      rootDir: repository,
      paths: { headwater: [join(repository, 'src/index.ts')] },
      types: ['node'],
      // What a guide shows may go unused.
      noUnusedLocals: false,
    }
    const config = {
      extends: join(repository, 'tsconfig.json'),
      compilerOptions,
      include: ['*.ts'],
      exclude: [],
    }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
    const tsc = join(repository, 'node_modules/typescript/bin/tsc')
    const compiled = await promisify(execFile)(process.execPath, [tsc, '-p', folder]).catch(
      (error: unknown) => error as { stdout: string },
    )
    expect(compiled.stdout).toBe('')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}, 120_000)
