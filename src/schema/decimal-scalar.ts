import { GraphQLError, GraphQLScalarType, Kind } from 'graphql'
import { BadValueError } from '../codecs/codec.ts'
import { readDecimal } from '../codecs/numbers.ts'

const plainPattern = /^-?\d{1,40}(?:\.\d{1,40})?$/
const expected = 'a decimal number as text, e.g. "1234.50"'

/**
 * An exact decimal: text in and out, as written (`1234.50` keeps its zero). A literal number in a query counts as its
 * text; a number in variables is refused, since JSON has rounded it before anyone can look.
 */
export const decimalScalar = new GraphQLScalarType<string, string>({
  name: 'Decimal',
  serialize: readPlain,
  parseValue: readPlain,
  parseLiteral(node) {
    if (node.kind === Kind.STRING) return readPlain(node.value)
    if (node.kind === Kind.INT || node.kind === Kind.FLOAT) return readNumberLiteral(node.value)
    throw new GraphQLError(`Decimal: expected ${expected}`, { nodes: node })
  },
})

function readPlain(value: unknown): string {
  if (typeof value === 'string' && plainPattern.test(value)) return value
  throw new GraphQLError(`Decimal: expected ${expected}`)
}

function readNumberLiteral(text: string): string {
  if (plainPattern.test(text)) return text
  try {
    return readDecimal(text, expected)
  } catch (error) {
    if (error instanceof BadValueError) throw new GraphQLError(`Decimal: ${error.reason}`)
    throw error
  }
}
