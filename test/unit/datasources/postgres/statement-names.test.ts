import { createStatementNames } from '../../../../src/datasources/postgres/statement-names.ts'

const failedWith = (code: string) => Object.assign(new Error('no'), { code })

test('a statement has one name, which no other has', () => {
  const names = createStatementNames()
  expect(names.nameOf('select 1')).toBe(names.nameOf('select 1'))
  expect(names.nameOf('select 1')).toBe(createStatementNames().nameOf('select 1'))
  expect(names.nameOf('select 1')).not.toBe(names.nameOf('select 2'))
})

test('no more are kept than a connection can be asked to keep', () => {
  const names = createStatementNames()
  const named = Array.from({ length: 300 }, (_, n) => names.nameOf(`select ${n}`))
  expect(named.filter((name) => name !== undefined)).toHaveLength(100)
  expect(names.nameOf('select 7')).toBe(named[7])
})

test.each(['26000', '42P05'])('where a pooler loses them (%s), none is named any more', (code) => {
  const names = createStatementNames()
  names.nameOf('select 1')
  expect(names.isOfName('select 1', failedWith(code))).toBe(true)
  expect([names.nameOf('select 1'), names.nameOf('select 2')]).toEqual([undefined, undefined])
})

test('a statement whose tables have changed is not named any more, and others are', () => {
  const names = createStatementNames()
  expect(names.isOfName('select 1', failedWith('0A000'))).toBe(true)
  expect(names.nameOf('select 1')).toBeUndefined()
  expect(names.nameOf('select 2')).toBeDefined()
})

test('any other failure is the statement’s own', () => {
  const names = createStatementNames()
  expect(names.isOfName('select 1', failedWith('23505'))).toBe(false)
  expect(names.isOfName('select 1', new Error('Query read timeout'))).toBe(false)
})
