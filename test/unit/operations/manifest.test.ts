import fc from 'fast-check'
import { formatManifest, hashText, parseManifest } from '../../../src/operations/manifest.ts'

const operation = (name: string, body = `query ${name} { a }`) => ({
  id: hashText(body),
  name,
  type: 'query' as const,
  body,
})

test('it is the manifest that Apollo’s tools write: format, version, and id, name, type, body of each', () => {
  expect(JSON.parse(formatManifest([operation('A')]))).toEqual({
    format: 'apollo-persisted-query-manifest',
    version: 1,
    operations: [operation('A')],
  })
})

test('the same operations are the same text in whatever order they come, each once', () => {
  const operations = fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1 })
  fc.assert(
    fc.property(operations, (names) => {
      const given = names.map((name) => operation(name, `${name} { a }`))
      expect(formatManifest(given.toReversed().concat(given))).toBe(formatManifest(given))
      expect(parseManifest(formatManifest(given))).toHaveLength(names.length)
    }),
  )
})

test.each(['', '{}', '[]', '{"format":"apollo-persisted-query-manifest","version":2,"operations":[]}'])(
  '%j is none',
  (text) => expect(parseManifest(text)).toBeNull(),
)
