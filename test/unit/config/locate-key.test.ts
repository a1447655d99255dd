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
