import { refuseLargeVariables } from '../../../src/http/variable-limits.ts'

const nest = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth))
const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, i]))

test.each<[what: string, variables: Record<string, unknown>]>([
  ['4,999 ids', { ids: Array<string>(4_999).fill('1') }],
  ['an object of 200 keys', { input: keys(200) }],
  ['1,000 variables', keys(1_000)],
  ['20 levels', { v: nest(20) }],
  ['none', {}],
])('%s pass', (_what, variables) => expect(() => refuseLargeVariables(variables)).not.toThrow())

test.each<[what: string, variables: Record<string, unknown>, refusal: RegExp]>([
  ['5,000 ids and the list of them', { ids: Array<string>(5_000).fill('1') }, /more than 5000 values/],
  ['lists of lists', { v: Array(100).fill(Array(100).fill(1)) }, /more than 5000 values/],
  ['an object of 201 keys', { list: [{ input: keys(201) }] }, /more than 200 keys/],
  ['100,000 levels', { v: nest(100_000) }, /deeper than 20/],
])('%s are refused', (_what, variables, refusal) => {
  expect(() => refuseLargeVariables(variables)).toThrow(refusal)
})
