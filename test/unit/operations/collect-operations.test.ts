import { buildSchema, print, parse, validate, type DocumentNode } from 'graphql'
import { StartRefusedError } from '../../../src/errors/start-problem.ts'
import { collectOperations } from '../../../src/operations/collect-operations.ts'
import { hashText } from '../../../src/operations/manifest.ts'

const schema = buildSchema('type Query { a: Query b: Int }')
const check = (document: DocumentNode) => validate(schema, document)
const collect = (...texts: string[]) =>
  collectOperations(
    texts.map((text, index) => ({ path: `f${index}.graphql`, text })),
    check,
  )
const problemsOf = (...texts: string[]) => {
  try {
    collect(...texts)
    return []
  } catch (error) {
    if (!(error instanceof StartRefusedError)) throw error
    return error.problems.map(({ file, line, message }) => `${file}:${line}: ${message}`)
  }
}

test('a file of one operation keeps its text, comments included, and its id is the SHA-256 of it', () => {
  const text = '# guests\nquery A { a { ...F } }\nfragment F on Query { b }\n'
  expect(collect(text)).toEqual([{ id: hashText(text), name: 'A', type: 'query', body: text }])
})

test('each operation of a file is an entry, with the fragments that it uses and no other', () => {
  const [a, b] = collect(
    'query A { a { ...F } } query B { b } fragment F on Query { ...G } fragment G on Query { b } fragment H on Query { b }',
  )
  expect(a?.body).toBe(
    print(parse('query A { a { ...F } } fragment F on Query { ...G } fragment G on Query { b }')),
  )
  expect(b?.body).toBe(print(parse('query B { b }')))
})

test('fragments may stand in another file', () => {
  const [a] = collect('query A { ...F }', 'fragment F on Query { b }')
  expect(a?.body).toBe(print(parse('query A { ...F } fragment F on Query { b }')))
})

test.each<[what: string, texts: string[], problem: RegExp]>([
  ['syntax', ['query A {\n  b\n'], /^f0\.graphql:3: Syntax Error/],
  ['an unknown field', ['query A {\n  c\n}'], /^f0\.graphql:2: Cannot query field "c"/],
  [
    'an unknown field in another file’s fragment',
    ['query A { ...F }', '\nfragment F on Query { c }'],
    /^f1\.graphql:2: /,
  ],
  ['no name', ['\n{ b }'], /^f0\.graphql:2: The operation has no name/],
  ['a name twice', ['query A { b }', 'query A { a { b } }'], /^f1\.graphql:1: There are two of operation A/],
  [
    'a fragment twice',
    ['query A { ...F } fragment F on Query { b }', 'fragment F on Query { b }'],
    /^f1\.graphql:1: There are two of fragment F/,
  ],
])('%s is refused with file and line', (_what, texts, problem) => {
  expect(problemsOf(...texts)[0]).toMatch(problem)
})

test('all problems of all files are told at once', () => {
  expect(problemsOf('query A { c }', '{ b }', 'query {')).toHaveLength(3)
})
