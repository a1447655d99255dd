import { createObjectMaker } from '../../../src/objects/object-maker.ts'

describe('an object maker', () => {
  test('calls each function in order, with what it is given', () => {
    const calls: unknown[] = []
    const member = (name: string) => (a: number, b: string) => {
      calls.push([name, a, b])
      return `${name} ${a} ${b}`
    }
    const make = createObjectMaker([
      ['second', member('second')],
      ['first', member('first')],
    ])
    expect(Object.entries(make(1, 'x'))).toEqual([
      ['second', 'second 1 x'],
      ['first', 'first 1 x'],
    ])
    expect(calls).toEqual([
      ['second', 1, 'x'],
      ['first', 1, 'x'],
    ])
    expect(make(2, 'y')).not.toBe(make(2, 'y'))
  })

  test.each(['toString', 'constructor', 'a"b', "a'b", '`${1}`', 'a\\', '}) //', '\u2028', 'm0', 'a', 'b'])(
    'takes %j for a name, and for nothing else',
    (name) => {
      const made = createObjectMaker([[name, (a: unknown) => a]])('value', null)
      expect(Object.entries(made)).toEqual([[name, 'value']])
      expect(Object.getPrototypeOf(made)).toBe(Object.prototype)
    },
  )

  test('makes an empty object of no members', () => {
    expect(createObjectMaker([])(1, 2)).toEqual({})
  })

  test('refuses a name under which a literal has no member', () => {
    expect(() => createObjectMaker([['__proto__', () => null]])).toThrow(TypeError)
  })
})
