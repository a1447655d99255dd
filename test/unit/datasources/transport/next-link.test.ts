import { nextOfLinkHeader, readTotal } from '../../../../src/datasources/transport/next-link.ts'

test.each([
  [undefined, null],
  ['', null],
  ['<https://a.example/?page=2>; rel="next"', 'https://a.example/?page=2'],
  [
    '<https://a.example/?page=1>; rel="prev", <https://a.example/?page=3>; rel="next"',
    'https://a.example/?page=3',
  ],
  ['</x?a=1,2;3>; title="a, b; rel=next"; rel=prev, </y>;rel=next', '/y'],
  ['</x>; REL="last NEXT"', '/x'],
  ['</x>; rel="nextish"', null],
  ['</x>', null],
  ['rel=next', null],
  ['<'.repeat(50_000), null],
  [`</x>${'; a=b'.repeat(20_000)}; rel=next`, '/x'],
  [`</x>${'; a="b'.repeat(20_000)}`, null],
])('the next link of %.80j', (header, next) => {
  expect(nextOfLinkHeader(header)).toBe(next)
})

test.each([
  [undefined, undefined],
  ['12', 12],
  [' 7 ', 7],
  ['-1', undefined],
  ['1e3', undefined],
  ['9'.repeat(400), undefined],
])('a total of %.20j', (header, total) => {
  expect(readTotal(header)).toBe(total)
})
