import { businessCentralCredentials } from '../../../../sandbox/business-central/credentials.ts'
import { testCall as call } from '../../../support/simulated-datasource.ts'
import { openBusinessCentral, world } from './open-business-central.ts'

const { stockAdjustments } = businessCentralCredentials
const reference = 'hw-0f0f0f0f0f0f0f0f0f0f0f0f-0'
const itemId = world.items[0]!.id
const locationCode = world.locations[0]!.code

test('without a page of the company’s own stock cannot be adjusted, and the reason says what is missing', async () => {
  const opened = await openBusinessCentral()
  expect(opened.stock.writing!.actions.size).toBe(0)
  expect(opened.stock.writing!.unavailableActions.get('adjust')).toContain('custom API page')
  expect(opened.orders.writing!.unavailableActions.get('release')).toContain('no action that releases')
  await opened.close()
})

describe('with the page', () => {
  let opened: Awaited<ReturnType<typeof openBusinessCentral>>
  beforeEach(async () => {
    opened = await openBusinessCentral((options) => ({ ...options, stockAdjustments }))
  })
  afterEach(() => opened.close())

  const adjust = () => opened.stock.writing!.actions.get('adjust')!
  const action = (args: object) => ({ reference, externalId: itemId, args: args as Record<string, unknown> })
  const onHand = async () => {
    const { records } = await opened.stock.byId!.load([itemId], call)
    return Number(records[0]?.values.onHand)
  }

  test('stock changes by the difference, once, and the adjustment is found by its reference', async () => {
    const before = await onHand()
    const counted = action({ by: '2.5', location: locationCode, reason: 'Counted' })
    expect(await adjust().findApplied!(counted, call)).toBe('ABSENT')
    await adjust().run(counted, call)
    expect(await adjust().findApplied!(counted, call)).toMatchObject({ externalId: itemId })
    expect(await onHand()).toBe(before + 2.5)
  })

  test('a lost answer leaves doubt, which looking it up ends', async () => {
    await opened.fail({ operation: 'createStockAdjustment', kind: 'dropAfterApply', count: 1 })
    await expect(adjust().run(action({ by: '1' }), call)).rejects.toMatchObject({ effect: 'UNKNOWN' })
    expect(await adjust().findApplied!(action({ by: '1' }), call)).toMatchObject({ externalId: itemId })
  })

  test('where references are not kept, nobody can say whether it was applied', async () => {
    opened.simulator.references!.isKept = false
    await adjust().run(action({ by: '1' }), call)
    expect(await adjust().findApplied!(action({ by: '1' }), call)).toBe('UNKNOWN')
  })

  test.each([
    [{ by: '0' }, 'by'],
    [{ by: '-1000000' }, undefined],
    [{ by: '1', location: 'NOWHERE AT ALL' }, 'location'],
    [{ by: '1', reason: 'x'.repeat(101) }, 'reason'],
  ])('%.40j is refused and changes nothing', async (args, field) => {
    const before = await onHand()
    await expect(adjust().run(action(args), call)).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      effect: 'NONE',
      details: field === undefined ? {} : { field },
    })
    expect(await onHand()).toBe(before)
  })
})
