import { buildSchema, parse } from 'graphql'
import { createDeprecationFinder } from '../../../src/http/find-deprecated-fields.ts'

const schema = buildSchema(`
  type Query { guest: Guest }
  type Guest { name: String fullName: String @deprecated(reason: "use name") }
`)

test('deprecated fields are named by type and field, each once, through aliases and fragments', () => {
  const find = createDeprecationFinder(schema)
  const document = parse('{ guest { a: fullName ...F } } fragment F on Guest { b: fullName name }')
  expect(find(document)).toEqual(['Guest.fullName'])
  expect(find(document)).toBe(find(document))
})

test('a document without any has none', () => {
  expect(createDeprecationFinder(schema)(parse('{ guest { name } }'))).toEqual([])
})
