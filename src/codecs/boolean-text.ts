import { BadValueError, type Codec } from './codec.ts'

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
      const meaning = meanings.get(fold(source))
      if (meaning === undefined)
        throw new BadValueError('expected true or false in a form this mapping knows')
      return meaning
    },
    encode: (value) => (value ? forms.true : forms.false),
  }
}

/** No form is empty, so what is no form at all reads as none of them. */
function fold(form: unknown): string {
  const readable = typeof form === 'string' || typeof form === 'number' || typeof form === 'boolean'
  return readable ? String(form).trim().toLowerCase() : ''
}
