import { Kind, type ASTNode, type NameNode } from 'graphql'
import type { SourceLocation } from './catalog.ts'

/** Something that the start is refused for. The message ends with what to do about it. */
export interface Problem extends SourceLocation {
  message: string
}

/** One line: `src/schema/model/customer.graphql:12 Customer.email ...`. */
export function formatProblem({ file, line, message }: Problem): string {
  return `${file}:${line} ${message}`
}

/** Where a node of the SDL stands: its name where it has one, so that a description does not count. */
export function locationOf(node: ASTNode): SourceLocation {
  const name: NameNode | undefined = 'name' in node && node.name?.kind === Kind.NAME ? node.name : undefined
  const loc = name?.loc ?? node.loc
  return { file: loc?.source.name ?? 'SDL', line: loc?.startToken.line ?? 1 }
}

export function problemAt(node: ASTNode, message: string): Problem {
  return { ...locationOf(node), message }
}

/** By file and line, each line once. */
export function sortProblems(problems: readonly Problem[]): Problem[] {
  const unique = new Map(problems.map((problem) => [formatProblem(problem), problem]))
  return [...unique.values()].sort(
    (a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.message.localeCompare(b.message),
  )
}
