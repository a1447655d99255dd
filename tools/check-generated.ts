/**
 * Fails when a committed *.generated.ts is not what the code generator makes of today's schema, or is one that
 * codegen.yml no longer makes. Writes nothing. Fix: `npm run codegen`.
 */
import { globSync, readFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { generate, loadCodegenConfig } from '@graphql-codegen/cli'
import { z } from 'zod'

const repository = resolve(import.meta.dirname, '..')
const outputsOf = z.array(z.object({ filename: z.string(), content: z.string() }))

const readCommitted = (file: string): string | undefined => {
  try {
    return readFileSync(resolve(repository, file), 'utf8')
  } catch {
    return undefined
  }
}

const { config } = await loadCodegenConfig({ configFilePath: resolve(repository, 'codegen.yml') })
// The generator's own progress lines would hide the answer.
const made: unknown = await generate({ ...config, cwd: repository, silent: true }, false)
const outputs = outputsOf.parse(made).map(({ filename, content }) => ({
  file: relative(repository, resolve(repository, filename)),
  content,
}))

const problems = outputs.flatMap(({ file, content }) => {
  const committed = readCommitted(file)
  if (committed === undefined) return [`${file}: missing; run: npm run codegen`]
  return committed === content ? [] : [`${file}: not what the schema says now; run: npm run codegen`]
})
const known = new Set(outputs.map(({ file }) => file))
for (const file of globSync('{src,sandbox,test}/**/*.generated.ts', { cwd: repository })) {
  if (!known.has(file)) problems.push(`${file}: codegen.yml does not make it any more; delete it`)
}
if (outputs.length === 0) problems.push('codegen.yml makes no file: nothing was checked')

for (const problem of problems) console.error(problem)
console.log(`generated: ${outputs.length} files, ${problems.length} problems`)
process.exitCode = problems.length === 0 ? 0 : 1
