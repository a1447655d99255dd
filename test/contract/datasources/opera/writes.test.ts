import type { RecordWriting } from '../../../../src/datasources/writing.ts'
import { describeNeeding, needsFolder, specsFolder } from '../../../support/needs.ts'
import { call, openOpera } from './open-opera.ts'

/** Of each test its own, so that none finds what another has written. */
let turn = 10
let reference = ''
let person = { givenName: 'Ada', familyName: 'Lovelace', email: '', phone: '' }
let stay = {
  property: 'HWBER',
  customer: '80003',
  roomType: 'DBL',
  ratePlan: 'BB',
  arrival: '',
  departure: '',
  adults: 2,
  children: 1,
}

describeNeeding(needsFolder(specsFolder), "what is written keeps to Oracle's description", () => {
  let opened: Awaited<ReturnType<typeof openOpera>>
  let customers: RecordWriting
  let bookings: RecordWriting

  beforeAll(async () => {
    opened = await openOpera()
    customers = opened.customers.writing!
    bookings = opened.bookings.writing!
  })
  afterAll(() => opened.close())
  beforeEach(() => {
    turn += 1
    reference = `hw-0f0f0f0f0f0f0f0f0f0f0f${turn}-0`
    person = { ...person, email: `ada${turn}@example.org`, phone: `+493012345${turn}` }
    stay = { ...stay, arrival: `20${turn + 20}-09-10`, departure: `20${turn + 20}-09-12` }
    opened.simulator.references!.isKept = true
    opened.takeCalls()
  })
  afterEach(() => {
    expect(opened.problems).toEqual([])
  })

  const customerNow = async (id: string) => (await opened.customers.byId!.load([id], call)).records[0]
  const bookingNow = async (id: string) => (await opened.bookings.byId!.load([id], call)).records[0]
  const fail = async (kind: string, operation: string) => {
    const body = JSON.stringify({ operation, kind, count: 1 })
    await fetch(`${opened.url}/__sandbox/faults`, { method: 'POST', body })
  }
  const book = async (more: object = {}) =>
    bookings.create!.run({ reference, values: { ...stay, ...more } }, call)

  test('a guest is made with what is known, found again by our reference, and taken back', async () => {
    const preference = { kind: 'FLOOR', value: 'HIGH', description: 'High floor' }
    const values = { ...person, vipLevel: '2', stayPreferences: [preference] }
    const attempt = { reference, values }
    expect(await customers.create!.findApplied!(attempt, call)).toBe('ABSENT')
    const { externalId } = await customers.create!.run(attempt, call)
    expect(await customers.create!.findApplied!(attempt, call)).toMatchObject({ externalId })
    expect((await customerNow(externalId))?.values).toMatchObject(values)
    await customers.remove!(externalId, call)
    await customers.remove!(externalId, call)
    expect(await customerNow(externalId)).toBeUndefined()
  })

  test('a guest whose reference was not kept leaves doubt, not a second guest', async () => {
    opened.simulator.references!.isKept = false
    const attempt = { reference, values: person }
    await customers.create!.run(attempt, call)
    expect(await customers.create!.findApplied!(attempt, call)).toBe('UNKNOWN')
  })

  test('names, e-mail and phone are replaced beside what else the desk keeps, preferences one by one', async () => {
    const { externalId } = await customers.create!.run(
      { reference, values: { ...person, stayPreferences: [{ kind: 'FLOOR', value: 'LOW' }] } },
      call,
    )
    opened.takeCalls()
    const values = {
      familyName: 'King',
      email: `king${turn}@example.org`,
      phone: `+493065432${turn}`,
      vipLevel: '1',
      stayPreferences: [{ kind: 'SMOKING', value: 'NS', description: 'Non-smoking' }],
    }
    const patch = { reference, externalId, values, ifVersion: null }
    await customers.patch!.run(patch, call)
    expect(opened.takeCalls()).toEqual([
      'getProfile',
      'putProfile',
      'postPreference',
      'deleteGlobalPreference',
    ])
    expect((await customerNow(externalId))?.values).toMatchObject({ givenName: 'Ada', ...values })
    opened.takeCalls()
    await customers.patch!.run({ ...patch, values: { stayPreferences: values.stayPreferences } }, call)
    expect(opened.takeCalls()).toEqual(['getProfile'])
    await customers.patch!.run({ ...patch, values: { vipLevel: null, stayPreferences: null } }, call)
    expect((await customerNow(externalId))?.values).toMatchObject({ vipLevel: null, stayPreferences: [] })
  })

  test.each([
    [{ email: null }, 'email'],
    [{ familyName: null }, 'familyName'],
    [{ givenName: 'A'.repeat(41) }, 'givenName'],
    [{ membershipNumber: 'HW1' }, 'membershipNumber'],
  ])('%.40j is refused before OPERA is asked', async (values, field) => {
    const patch = { reference, externalId: '80003', values, ifVersion: null }
    await expect(customers.patch!.run(patch, call)).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      details: { field },
    })
    expect(opened.takeCalls()).toEqual([])
  })

  test('a booking is made, and found again by our reference', async () => {
    const specialRequests = 'Quiet room, please; Baby cot'
    const attempt = { reference, values: { ...stay, specialRequests } }
    expect(await bookings.create!.findApplied!(attempt, call)).toBe('ABSENT')
    const { externalId } = await bookings.create!.run(attempt, call)
    expect(await bookings.create!.findApplied!(attempt, call)).toMatchObject({
      externalId,
      record: { externalId },
    })
    const { property: code, customer: _guest, ...values } = stay
    expect((await bookingNow(externalId))?.values).toMatchObject({
      ...values,
      property: { code },
      customer: { entity: 'Customer', externalId: '80003' },
      specialRequests,
      status: 'RESERVED',
    })
  })

  test('a lost answer leaves doubt, which looking it up ends', async () => {
    await fail('dropAfterApply', 'postReservation')
    await expect(book()).rejects.toMatchObject({ effect: 'UNKNOWN' })
    const found = await bookings.create!.findApplied!({ reference, values: stay }, call)
    expect(found).toMatchObject({ externalId: expect.any(String) as string })
  })

  test('a booking whose reference was not kept leaves doubt, not a second booking', async () => {
    opened.simulator.references!.isKept = false
    await book()
    expect(await bookings.create!.findApplied!({ reference, values: stay }, call)).toBe('UNKNOWN')
  })

  test('a stay is changed under its lock, which is given back', async () => {
    const { externalId } = await book()
    opened.takeCalls()
    const values = {
      departure: stay.departure.replace('12', '14'),
      adults: 1,
      roomType: 'STE',
      specialRequests: 'LATE',
    }
    await bookings.patch!.run({ reference, externalId, values, ifVersion: null }, call)
    expect(opened.takeCalls()).toEqual([
      'getReservations',
      'putAcquireReservationLock',
      'getReservations',
      'putReservation',
      'deleteReservationLock',
      'postReservationPreference',
    ])
    expect((await bookingNow(externalId))?.values).toMatchObject({
      ...values,
      specialRequests: 'Late arrival, after 22:00',
      arrival: stay.arrival,
      ratePlan: stay.ratePlan,
    })
    expect(opened.simulator.records.locks!.size).toBe(0)
  })

  test('a lock of somebody else refuses the change, and nothing was changed', async () => {
    const { externalId } = await book()
    const held = {
      reservationId: externalId,
      lockHandle: 1,
      isOthers: true,
      expiresAtMs: Number.MAX_SAFE_INTEGER,
    }
    opened.simulator.records.locks!.set(externalId, held)
    const patch = { reference, externalId, values: { adults: 1 }, ifVersion: null }
    await expect(bookings.patch!.run(patch, call)).rejects.toMatchObject({ code: 'CONFLICT', effect: 'NONE' })
    expect((await bookingNow(externalId))?.values).toMatchObject({ adults: 2 })
  })

  test('a room that is not there any more is a conflict about the room type', async () => {
    const soldOut = async (): Promise<unknown> => {
      for (let rooms = 0; rooms < 20; rooms++)
        try {
          await book({ roomType: 'STE' })
        } catch (error) {
          return error
        }
      return null
    }
    expect(await soldOut()).toMatchObject({
      code: 'CONFLICT',
      effect: 'NONE',
      details: { field: 'roomType' },
    })
  })

  test('a room type that the hotel does not have is named', async () => {
    await expect(book({ roomType: 'XXX' })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      effect: 'NONE',
      details: { field: 'roomType' },
    })
  })

  test.each([
    [{ arrival: '2099-09-12' }, 'departure'],
    [{ property: 'OTHER' }, 'property'],
    [{ adults: 0 }, 'adults'],
    [{ specialRequests: 'A unicorn' }, 'specialRequests'],
    [{ confirmationNumber: '1' }, 'confirmationNumber'],
  ])('a booking with %.40j is refused before OPERA is asked', async (more, field) => {
    await expect(book(more)).rejects.toMatchObject({ code: 'BAD_USER_INPUT', details: { field } })
    expect(opened.takeCalls()).toEqual([])
  })

  test('a booking is cancelled once, and shows it', async () => {
    const { externalId } = await book()
    const cancel = bookings.actions.get('cancel')!
    expect(cancel.isDone!((await bookingNow(externalId))!, {})).toBe(false)
    await cancel.run({ reference, externalId, args: { reason: 'Change of plans' } }, call)
    expect(cancel.isDone!((await bookingNow(externalId))!, {})).toBe(true)
    await expect(cancel.run({ reference, externalId, args: {} }, call)).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      effect: 'NONE',
    })
  })
})
