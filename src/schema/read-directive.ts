import {
  Kind,
  valueFromASTUntyped,
  type ASTNode,
  type ConstDirectiveNode,
  type ConstValueNode,
} from 'graphql'
import { problemAt, type Problem } from './problem.ts'
import type { Access } from './catalog.ts'
import type { SdlIndex } from './sdl-index.ts'
import { suggestName } from './suggest-name.ts'

/** What the readers of the SDL share: where to look names up and where problems go. */
export interface Reading {
  index: SdlIndex
  problems: Problem[]
  /** What @accessOf puts in the place of a declaration, by `Type` or `Type.field`. */
  overrides: ReadonlyMap<string, Access>
}

export interface Annotated {
  directives?: readonly ConstDirectiveNode[] | undefined
}

export function findDirective(node: Annotated, name: string): ConstDirectiveNode | undefined {
  return node.directives?.find((directive) => directive.name.value === name)
}

export function findDirectives(node: Annotated, name: string): readonly ConstDirectiveNode[] {
  return node.directives?.filter((directive) => directive.name.value === name) ?? []
}

/** A string argument, or null: absent (graphql's own validation says when it may not be), or refused here. */
export function readString(reading: Reading, directive: ConstDirectiveNode, name: string): string | null {
  const value = argumentOf(reading.index, directive, name)
  return value ? stringOf(reading, value, directive, name) : null
}

export function readStrings(reading: Reading, directive: ConstDirectiveNode, name: string): string[] {
  return elementsOf(argumentOf(reading.index, directive, name)).flatMap(
    (value) => stringOf(reading, value, directive, name) ?? [],
  )
}

/** A value of the enum, or null: absent, or unknown and refused here. */
export function readEnum(
  reading: Reading,
  directive: ConstDirectiveNode,
  name: string,
  enumName: EnumName,
): string | null {
  const value = argumentOf(reading.index, directive, name)
  return value ? enumValueOf(reading, value, enumName) : null
}

/** The known values of a list of enum values; unknown ones are refused here. */
export function readEnums(
  reading: Reading,
  directive: ConstDirectiveNode,
  name: string,
  enumName: EnumName,
): string[] {
  return elementsOf(argumentOf(reading.index, directive, name)).flatMap(
    (value) => enumValueOf(reading, value, enumName) ?? [],
  )
}

/** A whole number from `least` to `most`, or null: absent, or refused here. */
export function readWholeNumber(
  reading: Reading,
  directive: ConstDirectiveNode,
  name: string,
  [least, most]: readonly [number, number],
): number | null {
  const value = argumentOf(reading.index, directive, name)
  if (!value) return null
  const number = value.kind === Kind.INT ? Number(value.value) : NaN
  if (number >= least && number <= most) return number
  const what = `@${directive.name.value}(${name}:) is no whole number from ${least} to ${most}`
  reading.problems.push(problemAt(value, `${what}: correct it`))
  return null
}

/** The node to name in a message about an argument: the argument's value, else the directive. */
export function argumentNode(directive: ConstDirectiveNode, name: string): ASTNode {
  return directive.arguments?.find((argument) => argument.name.value === name)?.value ?? directive
}

export function valuesOfEnum(index: SdlIndex, enumName: string): string[] {
  return index.types.get(enumName)?.values.map((value) => value.name.value) ?? []
}

const enumWords = {
  System: 'system',
  Role: 'role',
  Mask: 'mask',
  Comparison: 'comparison',
  WhenDown: 'policy',
  MutationKind: 'kind of mutation',
  IdSource: 'source of ids',
}
type EnumName = keyof typeof enumWords

/** As written, else the default in the directive's definition; undefined also for an explicit null. */
function argumentOf(
  index: SdlIndex,
  directive: ConstDirectiveNode,
  name: string,
): ConstValueNode | undefined {
  const written = directive.arguments?.find((argument) => argument.name.value === name)?.value
  const definition = index.directives.get(directive.name.value)
  const value =
    written ?? definition?.arguments?.find((argument) => argument.name.value === name)?.defaultValue
  return value?.kind === Kind.NULL ? undefined : value
}

/** GraphQL takes a single value for a list of one. */
function elementsOf(value: ConstValueNode | undefined): readonly ConstValueNode[] {
  if (!value) return []
  return value.kind === Kind.LIST ? value.values : [value]
}

function stringOf(
  reading: Reading,
  value: ConstValueNode,
  directive: ConstDirectiveNode,
  name: string,
): string | null {
  if (value.kind === Kind.STRING) return value.value
  const where = `@${directive.name.value}(${name}:)`
  reading.problems.push(problemAt(value, `${where} is not a text: write it in quotes`))
  return null
}

function enumValueOf({ index, problems }: Reading, value: ConstValueNode, enumName: EnumName): string | null {
  const known = valuesOfEnum(index, enumName)
  const written = value.kind === Kind.ENUM ? value.value : String(valueFromASTUntyped(value))
  if (value.kind === Kind.ENUM && known.includes(written)) return written
  const near = suggestName(written, known)
  const isQuoted = value.kind === Kind.STRING && known.includes(written)
  const fix = isQuoted
    ? 'write it without quotes'
    : near === null
      ? `use one of them, or add it with: extend enum ${enumName} { ${written} }`
      : `did you mean ${near}?`
  problems.push(
    problemAt(value, `unknown ${enumWords[enumName]} ${written} (known: ${known.join(', ')}): ${fix}`),
  )
  return null
}
