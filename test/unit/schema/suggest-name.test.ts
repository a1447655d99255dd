import { adviseName, suggestName } from '../../../src/schema/suggest-name.ts'

const roles = ['SUPPORT', 'SALES', 'FINANCE', 'FRONTDESK']

test.each([
  ['SALE', 'SALES'],
  ['sales', 'SALES'],
  ['SUPORT', 'SUPPORT'],
  ['FRONTDEKS', 'FRONTDESK'],
  ['CONCIERGE', null],
  ['', null],
])('%s: did you mean %s?', (name, suggestion) => {
  expect(suggestName(name, roles)).toBe(suggestion)
})

test('with nothing near, the advice is the list of known names', () => {
  expect(adviseName('CONCIERGE', roles)).toBe('use one of SUPPORT, SALES, FINANCE, FRONTDESK')
})
