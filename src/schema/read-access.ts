import { Kind, type ConstDirectiveNode, type SchemaExtensionNode } from 'graphql'
import type { Access, MaskName } from './catalog.ts'
import { problemAt } from './problem.ts'
import {
  argumentNode,
  findDirective,
  findDirectives,
  readEnum,
  readEnums,
  readString,
  type Annotated,
  type Reading,
} from './read-directive.ts'
import type { SdlIndex } from './sdl-index.ts'
import { adviseName } from './suggest-name.ts'

/** What nobody may read: stands where a declaration is missing, which is refused. */
export const noAccess: Access = { read: [], write: [], mask: null, masked: [] }

/** What is declared of a type or field, by @accessOf or its own @access; null when nothing is. */
export function readAccess(coordinate: string, node: Annotated, reading: Reading): Access | null {
  const own = findDirective(node, 'access')
  const access = own ? accessOf(coordinate, own, reading) : null
  return reading.overrides.get(coordinate) ?? access
}

/** What every `extend schema @accessOf(field: "Query.availability", ...)` says, by coordinate. */
export function readOverrides(reading: Omit<Reading, 'overrides'>): Map<string, Access> {
  const overrides = new Map<string, Access>()
  const context: Reading = { ...reading, overrides }
  for (const directive of overridesIn(reading.index)) {
    const coordinate = readString(context, directive, 'field')
    if (coordinate === null) continue
    const problem = describeUnknown(coordinate, reading.index)
    if (problem !== null) reading.problems.push(problemAt(argumentNode(directive, 'field'), problem))
    if (overrides.has(coordinate)) {
      const message = `the access of ${coordinate} is replaced twice: keep one @accessOf`
      reading.problems.push(problemAt(directive, message))
    }
    overrides.set(coordinate, accessOf(coordinate, directive, context))
  }
  return overrides
}

/** What an @accessOf says, by coordinate, whatever it says. */
export function overriddenIn(index: SdlIndex): ReadonlySet<string> {
  const nodes = overridesIn(index).map((directive) => argumentNode(directive, 'field'))
  return new Set(nodes.flatMap((node) => (node.kind === Kind.STRING ? [node.value] : [])))
}

function overridesIn({ document }: SdlIndex): ConstDirectiveNode[] {
  return document.definitions
    .filter((node): node is SchemaExtensionNode => node.kind === Kind.SCHEMA_EXTENSION)
    .flatMap((node) => findDirectives(node, 'accessOf'))
}

function describeUnknown(coordinate: string, { types }: SdlIndex): string | null {
  const [typeName = '', field, ...rest] = coordinate.split('.')
  const type = types.get(typeName)
  const what = `@accessOf names ${coordinate}`
  if (!type || rest.length > 0)
    return `${what}, which is no type or field: ${adviseName(typeName, types.keys())}`
  const fields = type.fields.map(({ name }) => name.value)
  if (field === undefined || fields.includes(field)) return null
  return `${what}, which is no field: ${adviseName(field, fields)}`
}

function accessOf(coordinate: string, directive: ConstDirectiveNode, reading: Reading): Access {
  const access: Access = {
    read: readEnums(reading, directive, 'read', 'Role'),
    write: readEnums(reading, directive, 'write', 'Role'),
    // enum Mask is ours alone: a value that it does not have is refused.
    mask: readEnum(reading, directive, 'mask', 'Mask') as MaskName | null,
    masked: readEnums(reading, directive, 'masked', 'Role'),
  }
  const problem = describeMasking(access) ?? describeKind(coordinate, directive)
  if (problem !== null) reading.problems.push(problemAt(directive, problem))
  return access
}

/** A mutation is done, everything else is read. */
function describeKind(coordinate: string, directive: ConstDirectiveNode): string | null {
  const given = (directive.arguments ?? []).map(({ name }) => name.value)
  if (!coordinate.startsWith('Mutation.'))
    return given.includes('read') ? null : `who may read ${coordinate} is not said: add read: [...]`
  const idle = given.filter((name) => ['read', 'mask', 'masked'].includes(name))
  if (idle.length > 0) return `nothing of ${coordinate} is read: remove ${idle.join(', ')}`
  return given.includes('write') ? null : `who may do ${coordinate} is not said: add write: [...]`
}

function describeMasking({ read, write, mask, masked }: Access): string | null {
  if (mask !== null && masked.length === 0)
    return `mask ${mask} is shown to nobody: name who sees the value so with masked: [...], or remove it`
  if (mask === null && masked.length > 0)
    return `${masked.join(', ')} see a masked value, and nothing says how: add mask: EMAIL, PHONE, TAX_ID or LAST4`
  const writing = masked.filter((role) => write.includes(role))
  if (writing.length > 0)
    return `${writing.join(', ')} would write a value that they see only part of: remove them from write or from masked`
  const both = masked.filter((role) => read.includes(role))
  return both.length > 0 ? `${both.join(', ')} in read and in masked: keep one` : null
}
