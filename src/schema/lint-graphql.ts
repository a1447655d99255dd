import { buildASTSchema, Kind, validateSchema, type DirectiveNode, type GraphQLError } from 'graphql'
import { validateSDL } from 'graphql/validation/validate.js'
import { locationOf, type Problem } from './problem.ts'
import type { SdlIndex } from './sdl-index.ts'
import { adviseName } from './suggest-name.ts'

/** What GraphQL itself refuses: unknown types and directives, names given twice, interfaces not kept. */
export function lintGraphql(index: SdlIndex): Problem[] {
  const errors = validateSDL(index.document).filter((error) => !isFalseAlarm(error, index))
  // A schema of an invalid document cannot be built.
  const all =
    errors.length > 0 ? errors : validateSchema(buildASTSchema(index.document, { assumeValidSDL: true }))
  return all.map((error) => toProblem(error, index))
}

/** graphql 16 takes a field in `extend input` for an argument, and refuses the directives of input fields there. */
function isFalseAlarm(error: GraphQLError, { types, directives }: SdlIndex): boolean {
  const [, name = ''] = /^Directive "@(\w+)" may not be used on ARGUMENT_DEFINITION/.exec(error.message) ?? []
  const locations = directives.get(name)?.locations.map((location) => location.value) ?? []
  return (
    locations.includes('INPUT_FIELD_DEFINITION') &&
    [...types.values()].some((type) =>
      type.inputFields.some((field) => field.directives?.some((node) => error.nodes?.includes(node))),
    )
  )
}

function toProblem(error: GraphQLError, index: SdlIndex): Problem {
  // The last node is the one that came too much (a second field of the name), or the only one.
  const node = error.nodes?.at(-1) ?? index.document.definitions[0]
  const place = node ? locationOf(node) : { file: 'SDL', line: 1 }
  return {
    ...place,
    message: adviseFor(error, index) ?? `${error.message.replace(/\.$/, '')}: ${plainFix(error)}`,
  }
}

/** Own words where GraphQL's do not say what to do. */
function adviseFor(error: GraphQLError, { directives }: SdlIndex): string | null {
  const [, unknown] = /^Unknown directive "@(\w+)"/.exec(error.message) ?? []
  if (unknown) return `unknown directive @${unknown}: ${adviseName(unknown, directives.keys())}`

  const [, misplaced = '', location = ''] =
    /^Directive "@(\w+)" may not be used on (\w+)/.exec(error.message) ?? []
  if (location === 'INTERFACE') {
    return `@${misplaced} on an interface: put it on the types that implement it`
  }
  if (location) {
    const allowed = directives.get(misplaced)?.locations.map((name) => name.value) ?? []
    return `@${misplaced} may not stand here: move it to where it may (${allowed.join(', ')})`
  }

  const [, repeated] = /^The directive "@(\w+)" can only be used once/.exec(error.message) ?? []
  if (repeated === 'owner' || repeated === 'entity') {
    const owners = (error.nodes ?? []).flatMap((node) => (node.kind === Kind.DIRECTIVE ? systemOf(node) : []))
    return `two owners, ${owners.join(' and ')}: keep one @${repeated}`
  }
  return repeated ? `@${repeated} given twice: keep one, on the type or on one of its extensions` : null
}

function plainFix({ message }: GraphQLError): string {
  if (message.startsWith('Unknown type')) return 'correct the name, or declare the type'
  if (/already exists|only one|only be defined once|already defined/.test(message)) return 'keep one'
  if (message.startsWith('Cannot extend')) return 'correct the name, or declare the type without extend'
  if (message.startsWith('Unknown argument')) return 'correct its name'
  if (message.includes('is required')) return 'add it'
  return 'correct it here'
}

/** The system that an @owner or @entity names. */
function systemOf({ arguments: given = [] }: DirectiveNode): string[] {
  return given.flatMap(({ value }) => (value.kind === Kind.ENUM ? [value.value] : []))
}
