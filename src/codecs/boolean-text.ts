import { BadValueError, type Codec, unexpectedType } from './codec.ts'

type Form = string | number | boolean

/**
 * Yes or no, however the system writes it. Reads `forms` and, besides, true and false, 1 and 0, as values or as
 * text in any case. Writes `forms`: `booleanText({ true: 'Y', false: 'N' })`.
 */
export function booleanText(
  forms: { true: Form; false: Form } = { true: 'true', false: 'false' },
): Codec<Form, boolean> {
  const meanings = new Map([
    ['true', true],
    ['1', true],
    ['false', false],
    ['0', false],
    [fold(forms.true), true],
    [fold(forms.false), false],
  ])
  if (fold(forms.true) === fold(forms.false))
    throw new TypeError('booleanText: true and false need two forms')

  return {
    name: 'booleanText',
    decode(source) {
      const expected = 'true or false in a form this mapping knows'
      if (!isForm(source)) throw unexpectedType(source, expected)
      const meaning = meanings.get(fold(source))
      if (meaning === undefined) throw new BadValueError(`expected ${expected}`)
      return meaning
    },
    encode: (value) => (value ? forms.true : forms.false),
  }
}

function isForm(source: unknown): source is Form {
  return ['string', 'number', 'boolean'].includes(typeof source)
}

function fold(form: Form): string {
  return String(form).trim().toLowerCase()
}
