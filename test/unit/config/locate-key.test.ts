import { locateKey } from '../../../src/config/locate-key.ts'

const source = `// systems: a comment
export default {
  url: 'https://example.com', systems: {
    /* CRM: { owner } */
    CRM: {
      'owner': "x",
      contact,
    },
    "MY.CMS": {},
  },
}
`

test.each<[path: (string | number)[], line: number | null]>([
  [['systems'], 3],
  [['systems', 'CRM'], 5],
  [['systems', 'CRM', 'owner'], 6],
  [['systems', 'CRM', 'contact'], 7],
  [['systems', 'MY.CMS'], 9],
  // What is missing is reported where it should have been.
  [['systems', 'CRM', 'datasource'], 5],
  [['systems', 'CRM', 'lists', 0], 5],
  [['nothing'], null],
  [[], null],
])('%j stands on line %j', (path, line) => {
  expect(locateKey(source, path)).toBe(line)
})

const list = `export default {
  auth: { issuers: [
    { issuer: 'https://a.example/,[{', roles: claim('roles', { a: ['X', 'Y'], b: [] }) }, // }, {
    // { issuer: 'https://comment.example' },
    {
      issuer: 'https://b.example',
      roles: ['A'],
    }
  ], empty: [] },
  audience: 'elsewhere',
}
`

test.each<[path: (string | number)[], line: number | null]>([
  [['auth', 'issuers', 0, 'roles', 'b'], 3],
  [['auth', 'issuers', 1], 5],
  [['auth', 'issuers', 1, 'issuer'], 6],
  [['auth', 'issuers', 1, 'roles', 0], 7],
  // Not that of the next one.
  [['auth', 'issuers', 0, 'audience'], 3],
  [['auth', 'issuers', 1, 'audience'], 5],
  [['auth', 'issuers', 2], 2],
  [['auth', 'empty', 0], 9],
])('in a list, %j stands on line %j', (path, line) => {
  expect(locateKey(list, path)).toBe(line)
})
