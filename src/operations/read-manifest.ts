import { readFileSync } from 'node:fs'
import { GraphQLError, parse, type DocumentNode } from 'graphql'
import { StartRefusedError, type StartProblem } from '../errors/start-problem.ts'
import { hashText, parseManifest, type RegisteredOperation } from './manifest.ts'

export interface ManifestPlace {
  /** Absolute path. */
  file: string
  /** Where the config names it, for when it is not there. */
  named: Pick<StartProblem, 'file' | 'line'>
}

/** What is wrong with a document; empty when it can be run. */
export type CheckDocument = (document: DocumentNode) => readonly GraphQLError[]

/** @throws StartRefusedError for a manifest that cannot be served: with every operation that does not fit the schema */
export function readManifest(place: ManifestPlace, check: CheckDocument): readonly RegisteredOperation[] {
  const text = readText(place)
  const operations = parseManifest(text)
  if (!operations) throw new StartRefusedError([{ file: place.file, line: null, message: notOne }])
  const lines = text.split('\n')
  const problems = operations.flatMap((operation): StartProblem[] => {
    const reason = describeMisfit(operation, check)
    if (reason === null) return []
    const at = lines.findIndex((line) => line.includes(JSON.stringify(operation.id)))
    return [{ file: place.file, line: at < 0 ? null : at + 1, message: `${operation.name}: ${reason}` }]
  })
  if (problems.length > 0) throw new StartRefusedError(problems)
  return operations
}

function readText({ file, named }: ManifestPlace): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const message = `operations: the manifest ${file} cannot be read. Write it with headwater operations register.`
    throw new StartRefusedError([{ ...named, message }], error)
  }
}

function describeMisfit({ id, body }: RegisteredOperation, check: CheckDocument): string | null {
  if (id !== hashText(body)) return 'its id is not the SHA-256 of its body. Register it anew.'
  try {
    const [error] = check(parse(body))
    return error ? `${error.message} Correct the schema, or register the operation anew with --prune.` : null
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    return `${error.message}. Register it anew.`
  }
}

const notOne = 'This is no manifest of operations. Write it with headwater operations register.'
