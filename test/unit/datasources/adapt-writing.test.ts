import { atMost } from '../../../src/codecs/at-most.ts'
import { text } from '../../../src/codecs/text.ts'
import { adaptRecords } from '../../../src/datasources/adapt-records.ts'
import { mayHaveApplied, upstreamError, type Effect } from '../../../src/datasources/failures.ts'
import { at, defineMapping, group, reference } from '../../../src/datasources/mapping.ts'
import type { WriteCalls } from '../../../src/datasources/write-calls.ts'
import type { RecordWriting } from '../../../src/datasources/writing.ts'
import { testCall } from '../../support/simulated-datasource.ts'

const upstream = { system: 'ERP', vendor: 'Invented 1.0' }
const name = at('displayName', atMost(10, text()))
const mapping = defineMapping({
  entity: 'Order',
  id: 'id',
  fields: {
    name,
    note: 'note',
    address: group({ city: 'city', zip: 'zip' }),
    customer: reference('Customer', 'customerId'),
    currency: 'currency',
    lines: { ...at('lines'), write: undefined as never },
    total: { paths: name.paths, describe: name.describe, read: name.read },
  },
  unavailable: { shipped: 'there is no such thing' },
})

function adapt(writing: WriteCalls): RecordWriting {
  return adaptRecords(upstream, { mapping, idPattern: /^\d+$/, writing }, () => undefined, Date.now).writing!
}
const done = async () => ({ externalId: '1' })
const attempt = { reference: 'hw-1' }
const patching = (run: NonNullable<WriteCalls['patch']>['run'] = done) =>
  adapt({ patch: { isConditional: true, run } })

describe('what can be set', () => {
  const writing = adapt({
    readOnly: { total: 'it is the sum of the lines', currency: "it is the customer's" },
    ownFields: { create: ['lines'] },
    createOnly: ['customer'],
    create: { required: ['customer'], run: done },
    patch: { isConditional: false, run: done },
  })

  test('a field can be set when the mapping or the vendor writes it, and no reason is given against it', () => {
    expect([...writing.patchable]).toEqual(['name', 'note', 'address'])
    expect([...writing.creatable]).toEqual(['name', 'note', 'address', 'customer', 'lines'])
    expect([...writing.readOnly]).toEqual([
      ['currency', "it is the customer's"],
      ['total', 'it is the sum of the lines'],
    ])
  })

  test('without an operation nothing can be set by it', () => {
    expect(adapt({ create: { run: done } }).patchable.size).toBe(0)
    expect(patching().creatable.size).toBe(0)
  })

  test.each([
    ['patch', { total: '1' }, 'total', 'it is the sum of the lines'],
    ['patch', { customer: '1' }, 'customer', 'only with a new record'],
    ['patch', { shipped: true }, 'shipped', 'there is no such thing'],
    ['patch', { nonsense: 1 }, 'nonsense', 'does not take it'],
    ['patch', { name: 'x'.repeat(11) }, 'name', 'expected at most 10 characters'],
    ['create', { name: 'x' }, 'customer', 'no record without it'],
    ['create', { name: 'x', customer: null }, 'customer', 'no record without it'],
  ] as const)('%s of %j is refused for %s', (kind, values, field, reason) => {
    expect(writing.validate(kind, values)).toEqual({
      field,
      message: expect.stringMatching(`^ERP \\(Invented 1\\.0\\) .*${reason}`),
    })
  })

  test('what can be set is not refused, and a field that is left out is no field', () => {
    const values = { name: 'x', note: null, address: { city: 'Ulm' }, customer: '1', lines: [{ item: 1 }] }
    expect(writing.validate('create', values)).toBeNull()
    expect(writing.validate('patch', { name: 'x', total: undefined })).toBeNull()
  })

  test('the vendor can refuse more', () => {
    const check: WriteCalls['check'] = (kind) => ({ field: 'name', message: `not in a ${kind}` })
    const strict = adapt({ check, patch: { isConditional: false, run: done } })
    expect(strict.validate('patch', { note: 'x' })).toEqual({ field: 'name', message: 'not in a patch' })
  })

  test.each([
    ['a reason for a field that is not mapped', { readOnly: { nme: 'x' } }],
    ['an own field that is not mapped', { ownFields: { patch: ['nme'] } }],
    ['a field that is set once and that nothing writes', { createOnly: ['total'], create: { run: done } }],
    ['a required field that nothing writes', { create: { required: ['total'], run: done } }],
  ] satisfies [string, WriteCalls][])('%s is a mistake', (_, calls) => {
    expect(() => adapt(calls)).toThrow(TypeError)
  })
})

describe('what the vendor is given', () => {
  test('a patch comes in canonical form, and in the form of the vendor as far as the mapping has one', async () => {
    const run = jest.fn(done)
    const writing = adapt({ ownFields: { patch: ['lines'] }, patch: { isConditional: true, run } })
    const values = { note: null, address: { city: 'Ulm' }, lines: [{ item: '7' }] }
    await writing.patch!.run({ ...attempt, externalId: '1', values, ifVersion: 'v1' }, testCall)
    expect(run).toHaveBeenCalledWith(
      { ...attempt, externalId: '1', values, ifVersion: 'v1', fields: { note: null, city: 'Ulm' } },
      expect.objectContaining({ requestId: testCall.requestId }),
    )
  })

  test('who cannot keep to a version is not given one', async () => {
    const run = jest.fn(done)
    const writing = adapt({ patch: { isConditional: false, run } })
    await writing.patch!.run({ ...attempt, externalId: '1', values: {}, ifVersion: 'v1' }, testCall)
    expect(run.mock.calls).toMatchObject([[{ ifVersion: null }, {}]])
  })

  test('nothing is sent for a value that cannot be held', async () => {
    const run = jest.fn(done)
    const values = { name: 'x'.repeat(11) }
    const refused = patching(run).patch!.run(
      { ...attempt, externalId: '1', values, ifVersion: null },
      testCall,
    )
    await expect(refused).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      details: { system: 'ERP', field: 'name' },
    })
    expect(mayHaveApplied(await refused.catch((error: unknown) => error))).toBe(false)
    expect(run).not.toHaveBeenCalled()
  })

  test.each(['../1', '', 'abc'])(
    'nothing is sent to the id %j, which the vendor cannot have',
    async (externalId) => {
      const run = jest.fn(done)
      const writing = adapt({
        patch: { isConditional: false, run },
        actions: { cancel: { run } },
        remove: run as never,
      })
      const request = { ...attempt, externalId, values: {}, args: {}, ifVersion: null }
      const unknown = { code: 'NOT_FOUND', effect: 'NONE' }
      await expect(writing.patch!.run(request, testCall)).rejects.toMatchObject(unknown)
      await expect(writing.actions.get('cancel')!.run(request, testCall)).rejects.toMatchObject(unknown)
      await expect(writing.remove!(externalId, testCall)).rejects.toMatchObject(unknown)
      expect(run).not.toHaveBeenCalled()
    },
  )
})

describe('what comes of it', () => {
  const patch = { ...attempt, externalId: '1', values: { note: 'x' }, ifVersion: null }
  const raw = { id: '1', note: 'x' }

  test('a whole record in the reply is read', async () => {
    const written = await patching(async () => ({ externalId: '1', raw })).patch!.run(patch, testCall)
    expect(written).toMatchObject({ externalId: '1', record: { externalId: '1', values: { note: 'x' } } })
  })

  test('a reply that has drifted is no failure of what was done', async () => {
    const drifted = patching(async () => ({ externalId: '1', raw: { note: 'x' } }))
    expect(await drifted.patch!.run(patch, testCall)).toEqual({ externalId: '1', record: null })
  })

  const failing = (effect: Effect) => upstreamError(upstream, 'UNAVAILABLE', { effect, status: 503 })

  test('a failure alone leaves open what it says', async () => {
    for (const effect of ['NONE', 'UNKNOWN'] as const) {
      const { run } = patching(() => Promise.reject(failing(effect))).patch!
      await expect(run(patch, testCall)).rejects.toMatchObject({ effect })
    }
  })

  test.each([
    ['a call that certainly did nothing', failing('NONE')],
    ['a refusal of the gateway itself', upstreamError(upstream, 'NOT_FOUND', { effect: 'NONE' })],
  ])('after a call that had an effect, %s leaves the whole in doubt', async (_, error) => {
    const { run } = patching((_patch, call) => {
      call.onEffect?.()
      return Promise.reject(error)
    }).patch!
    await expect(run(patch, testCall)).rejects.toMatchObject({
      code: error.code,
      status: error.status,
      effect: 'UNKNOWN',
    })
  })

  test('what is gone already was taken back', async () => {
    const remove = () => Promise.reject(upstreamError(upstream, 'NOT_FOUND', { status: 404 }))
    await expect(adapt({ remove }).remove!('1', testCall)).resolves.toBeUndefined()
    const refuse = () => Promise.reject(upstreamError(upstream, 'CONFLICT', { status: 409 }))
    await expect(adapt({ remove: refuse }).remove!('1', testCall)).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  test('an earlier attempt is found, absent, or nobody knows', async () => {
    for (const [found, expected] of [
      [
        { externalId: '1', raw },
        { externalId: '1', record: expect.objectContaining({ externalId: '1' }) },
      ],
      ['ABSENT', 'ABSENT'],
      ['UNKNOWN', 'UNKNOWN'],
    ] as const) {
      const findApplied = () => Promise.resolve(found)
      const writing = adapt({
        create: { run: done, findApplied },
        actions: { cancel: { run: done, findApplied } },
      })
      const record = { ...attempt, values: { note: 'x' } }
      expect(await writing.create!.findApplied!(record, testCall)).toEqual(expected)
      const action = { ...attempt, externalId: '1', args: {} }
      expect(await writing.actions.get('cancel')!.findApplied!(action, testCall)).toEqual(expected)
    }
  })
})
