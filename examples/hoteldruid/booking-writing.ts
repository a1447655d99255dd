import {
  createTurns,
  GatewayError,
  makeOnce,
  readHiddenField,
  repeatConflicts,
  type Call,
  type Values,
  type WriteCalls,
  type WriteProblem,
} from 'headwater'
import { commentWith, type BookingOptions } from './bookings.ts'
import type { WritingOptions } from './guest-writing.ts'

export interface BookingWritingOptions extends WritingOptions {
  property: BookingOptions['property']
  /** The system that HotelDruid stands for, as clients know it. */
  system: string
  /** A new reservation is confirmed, and not only asked for. */
  confirms: boolean
  rateOf(year: number, ratePlan: string, call: Call): Promise<string | null>
}

/** What the first form's page says in place of a transaction; line by line, where no guest's words stand. */
export const refusals: readonly { page: RegExp; field: string; message: string }[] = [
  {
    page: /^The day from [^<]* is full\.<br>/m,
    field: 'arrival',
    message: 'no room is left on every night of the stay',
  },
  // A question to a person: one room for some of the nights, another for the others?
  {
    page: /value="Continua lo stesso"/,
    field: 'arrival',
    message: 'no room is left that is free for the whole stay',
  },
  {
    page: /^There are no rooms between the requested ones/m,
    field: 'roomType',
    message: 'no such room takes so many people',
  },
  {
    page: /^You must still insert the price of /m,
    field: 'ratePlan',
    message: 'the rate has no price on these nights',
  },
  { page: /^The dates are wrong\./m, field: 'arrival', message: 'it does not sell these nights' },
]

/**
 * Two forms: the first holds a room, the second makes the reservation. Its comment carries the gateway's reference, for
 * nothing else would tell it from another of the same guest.
 */
export function bookingWriting(options: BookingWritingOptions): WriteCalls {
  const { desk, years, find, failure, property, system, confirms, surnameOf, rateOf } = options
  const refuse = (field: string, message: string) =>
    new GatewayError('BAD_USER_INPUT', `${system} (HotelDruid) took no reservation: ${message}.`, {
      system,
      field,
    })
  const takeTurns = createTurns()

  async function holdRoom(year: number, fields: Record<string, string>, call: Call): Promise<string> {
    const page = await desk.submit({ page: 'clienti.php', effect: 'READ', year, fields }, call)
    const refusal = refusals.find((candidate) => candidate.page.test(page))
    if (refusal) throw refuse(refusal.field, refusal.message)
    const transaction = readHiddenField(page, 'id_transazione')
    if (transaction === null) throw failure('BAD_RESPONSE', 'clienti.php: no transaction', { effect: 'NONE' })
    return transaction
  }

  async function book(values: Values, reference: string, call: Call): Promise<void> {
    const {
      customer: guest = '',
      arrival = '',
      departure = '',
      roomType,
    } = values as Record<string, string | undefined>
    const year = await years.ofArrival(arrival, call)
    if (year === null) throw refuse('arrival', 'its calendar does not have the day')
    const rate = await rateOf(year, String(values.ratePlan), call)
    if (rate === null) throw refuse('ratePlan', 'it has no such rate')
    const surname = await surnameOf(guest, call)
    if (surname === null) throw refuse('customer', 'it does not know the guest')
    const both = {
      origine: 'prenota.php',
      num_tipologie: '1',
      numcostiagg: '0',
      nuovaprenotazione: 'SI',
      mos_tut_dat: 'SI',
    }
    const stay = {
      ...both,
      cognome: surname,
      inizioperiodo1: arrival,
      fineperiodo1: departure,
      nometipotariffa1: rate,
      numpersone1: String(Number(values.adults ?? 1)),
      num_app_richiesti1: '1',
      ...(typeof roomType === 'string' && { appartamento1: roomType }),
    }
    const reservation = {
      ...both,
      idclienti: `Use client ${guest} for the reservation`,
      [`cliente_ospite_${guest}`]: 'SI',
      [`prenota_cli_osp_${guest}`]: 'p1_1',
      num_app_ric_passa_1: '1',
      num_commenti1: '1',
      commento1_1: commentWith((values.specialRequests ?? '') as string, reference),
      ...(confirms && { conferma_prenota1: 'SI' }),
    }
    // Somebody else may take the room in between; then there may be another.
    await repeatConflicts(async () => {
      const fields = { ...reservation, id_transazione: await holdRoom(year, stay, call) }
      await desk.submit({ page: 'prenota.php', effect: 'WRITE', year, fields }, call)
    }, call)
  }

  return {
    needsReadBack: true,
    readOnly: {
      confirmationNumber: 'HotelDruid makes it',
      status: 'it follows from what is done with the reservation',
      totalPrice: 'it follows from the rate and the stay',
      deposit: 'it follows from the rules for deposits',
      paymentStatus: 'it follows from what was paid',
      sourceChannel: 'HotelDruid takes only what its list of origins has',
      createdAt: 'HotelDruid stamps it',
    },
    createOnly: [
      'property',
      'customer',
      'roomType',
      'ratePlan',
      'arrival',
      'departure',
      'adults',
      'specialRequests',
    ],
    check: (_kind, values) => checkStay(values, property.code),
    create: {
      required: ['property', 'customer', 'ratePlan', 'arrival', 'departure'],
      run({ values, reference }, call) {
        const make = () => book(values, reference, call)
        // The first form lets go of whatever the same account still holds.
        return takeTurns(['desk'], () => makeOnce({ reference, find, failure, make }, call), call.signal)
      },
      findApplied: ({ reference }, call) => find(reference, call),
    },
    actions: {
      cancel: {
        async run({ externalId }, call) {
          const [year = '', number = ''] = externalId.split('-')
          const fields = { id_prenota: number, cancella: 'YES', cancella_c: 'SI' }
          await desk.submit(
            { page: 'modifica_prenota.php', effect: 'WRITE', year: Number(year), fields },
            call,
          )
          return { externalId }
        },
        isDone: ({ values }) => values.status === 'CANCELLED',
      },
    },
  }
}

function checkStay({ arrival, departure, property, adults }: Values, code: string): WriteProblem | null {
  if (typeof property === 'string' && property !== code)
    return { field: 'property', message: `The property must be ${code}.` }
  if (typeof arrival === 'string' && typeof departure === 'string' && arrival >= departure)
    return { field: 'departure', message: 'The departure must be after the arrival.' }
  if (typeof adults === 'number' && adults < 1)
    return { field: 'adults', message: 'HotelDruid takes a reservation for one person at least.' }
  return null
}
