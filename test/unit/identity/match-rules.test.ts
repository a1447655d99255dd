import { decideMatch, type MatchRecord } from '../../../src/identity/match.ts'

const keys = ['email', 'phone']
const anna: MatchRecord = { externalId: 'a', matchKeys: { email: 'anna@example.com', phone: '+4930100000' } }
const record = (externalId: string, matchKeys: Record<string, string>): MatchRecord => ({
  externalId,
  matchKeys,
})

const decide = (
  from: MatchRecord,
  forward: Record<string, MatchRecord[]>,
  reverse: Record<string, MatchRecord[] | null> = {},
) =>
  decideMatch({
    keys,
    from,
    forward: new Map(Object.entries(forward)),
    reverse: new Map(Object.entries(reverse)),
  })

test('one record with the same e-mail on both sides is linked', () => {
  const other = record('7', { email: 'anna@example.com' })
  expect(decide(anna, { email: [other] }, { email: [anna] })).toEqual({
    kind: 'linked',
    externalId: '7',
    matchedBy: 'email',
  })
})

test('no record on any key means that the system has none', () => {
  expect(decide(anna, { email: [], phone: [] })).toEqual({ kind: 'absent' })
})

test('a record that the vendor returned without having our key does not count', () => {
  expect(decide(anna, { email: [record('7', { email: 'hanna@example.com' }), record('8', {})] })).toEqual({
    kind: 'absent',
  })
})

test('two records with the same e-mail are for a person to decide', () => {
  const twins = [record('8', { email: 'anna@example.com' }), record('7', { email: 'anna@example.com' })]
  expect(decide(anna, { email: twins })).toEqual({
    kind: 'ambiguous',
    matchedBy: 'email',
    candidates: ['7', '8'],
    reason: '2 records have the same email',
  })
})

test('a second record with our e-mail in our own system makes the match ambiguous', () => {
  const duplicate = record('b', { email: 'anna@example.com' })
  const decision = decide(
    anna,
    { email: [record('7', { email: 'anna@example.com' })] },
    { email: [anna, duplicate] },
  )
  expect(decision).toMatchObject({ kind: 'ambiguous', candidates: ['7'] })
})

test('a system that cannot be asked by a key does not stand in the way', () => {
  const other = record('7', { email: 'anna@example.com' })
  expect(decide(anna, { email: [other] }, { email: null })).toMatchObject({ kind: 'linked' })
})

test('a shared phone never links people with different e-mails', () => {
  expect(decide(anna, { phone: [record('7', { email: 'ben@example.com', phone: '+4930100000' })] })).toEqual({
    kind: 'absent',
  })
})

test('a phone links a record without an e-mail', () => {
  const other = record('7', { phone: '+4930100000' })
  expect(decide(anna, { phone: [other] }, { phone: [anna] })).toEqual({
    kind: 'linked',
    externalId: '7',
    matchedBy: 'phone',
  })
})

test('a phone does not link a record whose e-mail belongs to another of our records', () => {
  const child = record('c', { phone: '+4930100000' })
  const mother = record('7', { email: 'anna@example.com', phone: '+4930100000' })
  expect(decide(child, { phone: [mother] }, { email: [anna], phone: [child, anna] })).toEqual({
    kind: 'absent',
  })
})

test('the e-mail decides alone once it finds anyone', () => {
  const twins = [record('7', { email: 'anna@example.com' }), record('8', { email: 'anna@example.com' })]
  const byPhone = record('9', { phone: '+4930100000' })
  expect(decide(anna, { email: twins, phone: [byPhone] })).toMatchObject({
    kind: 'ambiguous',
    matchedBy: 'email',
  })
})
