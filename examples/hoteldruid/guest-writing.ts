import type { Call, DatasourceTools, RawFound, RecordCalls, WriteCalls } from 'headwater'
import type { Desk } from './desk.ts'
import { readForm } from './page-form.ts'
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

/** From a look-up by the key `reference`. */
export function finder(records: RecordCalls): WritingOptions['find'] {
  return async (reference, call) => {
    const [raw, another] = (await records.byKey?.reference?.load([reference], call)) ?? []
    if (raw === undefined) return 'ABSENT'
    return another === undefined ? { externalId: records.mapping.read(raw).externalId, raw } : 'UNKNOWN'
  }
}

/** Columns cut off what is longer, in the middle of a character if need be. */
const maxBytes = { givenName: 70, familyName: 70, phone: 50 } as const

/** Their page's form is sent back as it came but for what changes: what is missing of it would be taken from the guest. */
export function guestWriting({ desk, years, find, surnameOf, failure }: WritingOptions): WriteCalls {
  const page = 'modifica_cliente.php'
  const lastYear = async (call: Call) => Math.max(...(await years.list(call)))
  const newFields = { given: 'nome', family: 'cognome', email: 'email', phone: 'telefono' } as const

  return {
    needsReadBack: true,
    check(_kind, values) {
      if (values.familyName === null)
        return { field: 'familyName', message: 'HotelDruid keeps no guest without it.' }
      for (const [field, limit] of Object.entries(maxBytes))
        if (storedBytes(String(values[field] ?? '')) > limit)
          return { field, message: `HotelDruid takes at most ${limit} bytes.` }
      return null
    },
    create: {
      required: ['familyName'],
      async run({ fields, reference }, call) {
        const earlier = await find(reference, call)
        if (typeof earlier !== 'string') return earlier
        const form = {
          inseriscicliente: '1',
          inserire: '1',
          soprannome: reference,
          ...named(newFields, fields),
        }
        await desk.submit(
          { page: 'clienti.php', effect: 'WRITE', year: await lastYear(call), fields: form },
          call,
        )
        const made = await find(reference, call)
        if (typeof made !== 'string') return made
        throw failure('BAD_RESPONSE', 'clienti.php: no guest carries the reference')
      },
      findApplied: ({ reference }, call) => find(reference, call),
    },
    patch: {
      isConditional: false,
      async run({ externalId, fields }, call) {
        // For one that it does not know, HotelDruid shows an empty form.
        if ((await surnameOf(externalId, call)) === null) throw failure('NOT_FOUND', page, { effect: 'NONE' })
        const year = await lastYear(call)
        const shown = await desk.submit(
          { page, effect: 'READ', year, fields: { idclienti: externalId } },
          call,
        )
        const form = readForm(shown, 'modifica_cliente')
        if (form === null) throw failure('BAD_RESPONSE', `${page}: no form`, { effect: 'NONE' })
        const cleared = Object.keys(fields).filter((field) => fields[field] === null)
        const changes = {
          ...Object.fromEntries(
            cleared.map((field) => [`c_${newFields[field as keyof typeof newFields]}`, 'SI']),
          ),
          ...Object.fromEntries(
            Object.entries(named(newFields, fields)).map(([field, value]) => [`n_${field}`, value]),
          ),
        }
        await desk.submit(
          { page, effect: 'WRITE', year, fields: { ...form, ...changes, modifica_cliente: 'Continua' } },
          call,
        )
        return { externalId }
      },
    },
    async remove(externalId, call) {
      const fields = { idclienti: externalId, cancella_cliente: 'SI', continua: 'SI' }
      await desk.submit({ page, effect: 'WRITE', year: await lastYear(call), fields }, call)
    },
  }
}

/** What is given, under the form's own names. */
function named(
  names: Readonly<Record<string, string>>,
  fields: Readonly<Record<string, unknown>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([field, value]) =>
      names[field] === undefined || typeof value !== 'string' ? [] : [[names[field], value]],
    ),
  )
}
