/**
 * Compares the canonical schema (src/schema/*.graphql and src/schema/model/*.graphql) with the published one (schema.graphql, committed). Fails on a
 * breaking change that schema-changes.json gives no reason for, and when the snapshot is behind.
 *
 * Usage: node tools/check-schema-changes.ts [--update] [folder]   --update writes the snapshot, unless a breaking change
 * is undecided. The folder is this repository by default.
 */
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import {
  buildASTSchema,
  buildSchema,
  concatAST,
  lexicographicSortSchema,
  parse,
  printSchema,
  Source,
} from 'graphql'
import { toPublicDocument } from '../src/schema/governance.ts'
import { decidedChangesShape, findSchemaChanges, type DecidedChange } from './schema-changes.ts'

const { values, positionals } = parseArgs({
  options: { update: { type: 'boolean' } },
  allowPositionals: true,
})
const root = resolve(positionals[0] ?? join(import.meta.dirname, '..'))
const snapshotFile = join(root, 'schema.graphql')
const decidedFile = join(root, 'schema-changes.json')

/** The snapshot's text: what a client sees by introspection, in an order that no refactoring changes. */
const printCanonical = (): string => {
  const files = globSync('src/schema/{*,model/*}.graphql', { cwd: root }).sort()
  if (files.length === 0) throw new Error('no src/schema/{*,model/*}.graphql: nothing to check')
  const documents = files.map((file) => parse(new Source(readFileSync(join(root, file), 'utf8'), file)))
  return `${printSchema(lexicographicSortSchema(buildASTSchema(toPublicDocument(concatAST(documents)))))}\n`
}

const readDecided = (): DecidedChange[] =>
  existsSync(decidedFile) ? decidedChangesShape.parse(JSON.parse(readFileSync(decidedFile, 'utf8'))) : []

const canonical = printCanonical()
const snapshot = existsSync(snapshotFile) ? readFileSync(snapshotFile, 'utf8') : undefined
const changes = findSchemaChanges(buildSchema(snapshot ?? canonical), buildSchema(canonical), readDecided())

for (const change of changes.dangerous) console.warn(`warning: ${change}`)
for (const change of changes.decided) console.log(`breaking, decided: ${change}`)
for (const change of changes.undecided) console.error(`breaking: ${change}`)

if (changes.undecided.length > 0) {
  console.error(
    'Keep it working (@deprecated), or list the line after "breaking: " in schema-changes.json with a reason.',
  )
  process.exitCode = 1
} else if (canonical === snapshot) {
  console.log('schema: as published')
} else if (values.update === true) {
  writeFileSync(snapshotFile, canonical)
  console.log('schema: snapshot written to schema.graphql')
} else {
  console.error('schema.graphql is not what src/schema says now; run: npm run schema:update')
  process.exitCode = 1
}
