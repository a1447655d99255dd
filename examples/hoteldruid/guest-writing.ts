import {
  makeOnce,
  readHtmlForm,
  type Call,
  type DatasourceTools,
  type RawFound,
  type Values,
  type WriteCalls,
  type WriteProblem,
} from 'headwater'
import type { Desk } from './desk.ts'
import { storedBytes } from './stored-text.ts'
import type { Years } from './years.ts'

export interface WritingOptions {
  desk: Desk
  years: Years
  /** The record that carries a reference of the gateway. */
  find(reference: string, call: Call): Promise<RawFound>
  /** Null: there is no such guest. */
  surnameOf(guest: string, call: Call): Promise<string | null>
  failure: DatasourceTools['failure']
}

/** Columns cut off what is longer, in the middle of a character if need be. */
const maxBytes = { givenName: 70, familyName: 70, phone: 50 } as const

/** As the forms call what the mapping writes. */
const formNames = { given: 'nome', family: 'cognome', email: 'email', phone: 'telefono' } as const

/** A page's form is sent back as it came but for what changes: what it has besides would be taken from the guest. */
export function guestWriting({ desk, years, find, surnameOf, failure }: WritingOptions): WriteCalls {
  const page = 'modifica_cliente.php'
  const submit = async (effect: 'READ' | 'WRITE', name: string, fields: Record<string, string>, call: Call) =>
    desk.submit({ page: name, effect, year: Math.max(...(await years.list(call))), fields }, call)

  return {
    needsReadBack: true,
    check: (_kind, values) => checkGuest(values),
    create: {
      required: ['familyName'],
      run({ fields, reference }, call) {
        const form = {
          inseriscicliente: '1',
          inserire: '1',
          soprannome: reference,
          ...formFields('', fields),
        }
        const make = () => submit('WRITE', 'clienti.php', form, call)
        return makeOnce({ reference, find, failure, make }, call)
      },
      findApplied: ({ reference }, call) => find(reference, call),
    },
    patch: {
      isConditional: false,
      async run({ externalId, fields }, call) {
        // For one that it does not know, HotelDruid shows an empty form.
        if ((await surnameOf(externalId, call)) === null) throw failure('NOT_FOUND', page, { effect: 'NONE' })
        const shown = await submit('READ', page, { idclienti: externalId }, call)
        const form = readHtmlForm(shown, 'modifica_cliente')
        if (form === null) throw failure('BAD_RESPONSE', `${page}: no form`, { effect: 'NONE' })
        const changed = { ...form, ...formFields('n_', fields), modifica_cliente: 'Continua' }
        await submit('WRITE', page, changed, call)
        return { externalId }
      },
    },
    async remove(externalId, call) {
      await submit('WRITE', page, { idclienti: externalId, cancella_cliente: 'SI', continua: 'SI' }, call)
    },
  }
}

/** What is cleared has a box of its own. */
function formFields(prefix: string, fields: Readonly<Record<string, unknown>>): Record<string, string> {
  const entries = Object.entries(formNames).flatMap(([name, formName]): [string, string][] => {
    const value = fields[name]
    if (typeof value === 'string') return [[`${prefix}${formName}`, value]]
    return value === null && prefix !== '' ? [[`c_${formName}`, 'SI']] : []
  })
  return Object.fromEntries(entries)
}

function checkGuest(values: Values): WriteProblem | null {
  if (values.familyName === null)
    return { field: 'familyName', message: 'HotelDruid keeps no guest without it.' }
  const [tooLong] = Object.entries(maxBytes).filter(
    ([field, limit]) => typeof values[field] === 'string' && storedBytes(values[field]) > limit,
  )
  return tooLong ? { field: tooLong[0], message: `HotelDruid takes at most ${tooLong[1]} bytes.` } : null
}
