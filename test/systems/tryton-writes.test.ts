import type { Datasource, RecordSource } from '../../src/datasources/datasource.ts'
import { mayHaveApplied } from '../../src/datasources/failures.ts'
import { tryton } from '../../src/datasources/tryton/tryton.ts'
import type { RecordWriting } from '../../src/datasources/writing.ts'
import { Secret } from '../../src/secrets/secret.ts'
import { createReferences } from '../../src/conformance/create-references.ts'
import { declared } from '../../src/conformance/declared.ts'
import { describeNeeding, needsVariables } from '../support/needs.ts'
import { testCall } from '../support/simulated-datasource.ts'
import { createChangeable, type Changeable } from './tryton-changeable.ts'
import { startFaultyProxy, type FaultyProxy } from './tryton-faulty-proxy.ts'
import { connectToTryton, rowsUnder, under, wireDate, type TrytonWire } from './tryton-wire.ts'

const nextReference = createReferences()

const variable = (name: string) => process.env[name] ?? ''

describeNeeding(
  needsVariables('TRYTON_URL', 'TRYTON_GATEWAY_PASSWORD', 'TRYTON_ADMIN_PASSWORD'),
  'what the datasource writes to a real Tryton',
  () => {
    let wire: TrytonWire
    let proxy: FaultyProxy
    let datasource: Datasource
    let made: Changeable

    beforeAll(async () => {
      const [url, password] = [variable('TRYTON_URL'), variable('TRYTON_GATEWAY_PASSWORD')]
      wire = await connectToTryton(url, 'gateway', password)
      made = await createChangeable(
        wire,
        await connectToTryton(url, 'admin', variable('TRYTON_ADMIN_PASSWORD')),
      )
      proxy = await startFaultyProxy(url, {})
      datasource = tryton({
        url: proxy.url,
        user: 'gateway',
        password: new Secret(password, 'test'),
        currency: 'EUR',
        warehouse: 'WH',
        phoneRegion: 'DE',
      }).open({
        system: 'ERP',
        now: Date.now,
        onEvent: () => undefined,
        warn: () => undefined,
        embeddedDatabase: null,
      })
    }, 60_000)
    afterAll(async () => {
      await datasource.close()
      await proxy.close()
    })

    const source = (kind: string): RecordSource => declared(datasource.records.get(kind), kind)
    const writing = (kind: string): RecordWriting => declared(source(kind).writing, `writing of ${kind}`)
    const recordOf = async (kind: string, id: number) =>
      declared((await source(kind).byId?.load([String(id)], testCall))?.records[0], `record ${id}`)
    const patch = async (kind: string, id: number, values: object) =>
      writing(kind).patch?.run(
        {
          externalId: String(id),
          values: values as Record<string, unknown>,
          ifVersion: null,
          reference: nextReference(),
        },
        testCall,
      )
    const act = async (
      kind: string,
      name: string,
      id: number,
      args: object = {},
      reference = nextReference(),
    ) =>
      writing(kind)
        .actions.get(name)
        ?.run({ externalId: String(id), args: args as Record<string, unknown>, reference }, testCall)
    const order = async (lines: object[], more: object = {}): Promise<number> => {
      const values = { customer: String(made.partyId), lines, ...more }
      const created = await writing('Order').create?.run({ values, reference: nextReference() }, testCall)
      return Number(created?.externalId)
    }
    const lineOf = (product: number, quantity = '1') => ({ item: String(product), quantity })

    const mechanisms = async () =>
      rowsUnder(
        (
          await wire.find(
            'party.party',
            [['id', '=', made.partyId]],
            ['contact_mechanisms.type', 'contact_mechanisms.value', 'contact_mechanisms.active'],
          )
        )[0],
        'contact_mechanisms.',
      )

    test('a contact is written in place, through the party, whose stamp moves; its others stay as they were', async () => {
      const before = await mechanisms()
      const { version } = await recordOf('Customer', made.partyId)
      await patch('Customer', made.partyId, { email: 'in.place@example.com' })
      const after = await mechanisms()
      expect(after.map(({ id, type }) => ({ id, type }))).toEqual(
        before.map(({ id, type }) => ({ id, type })),
      )
      const changed = after.filter(({ value }, index) => value !== before[index]?.value)
      expect(changed).toEqual([expect.objectContaining({ type: 'email', value: 'in.place@example.com' })])
      expect((await recordOf('Customer', made.partyId)).version).not.toBe(version)
    })

    test('a contact that is cleared is archived, not deleted, and given again it is the same one', async () => {
      const before = await mechanisms()
      await patch('Customer', made.partyId, { phone: null })
      expect((await mechanisms()).map(({ id }) => id)).toEqual(
        expect.arrayContaining(before.filter(({ type }) => type !== 'mobile').map(({ id }) => id)),
      )
      await patch('Customer', made.partyId, { phone: '+49305550103' })
      expect(await mechanisms()).toEqual(
        before.map((one) => (one.type === 'mobile' ? { ...one, value: '+49305550103' } : one)),
      )
    })

    test('changes of one party at the same time are all kept, each worked out from what it is by then', async () => {
      const changes = [
        { email: 'same.time@example.com' },
        { taxId: 'ATU13585627' },
        { address: { city: 'Łódź' } },
      ]
      await Promise.all(changes.map((values) => patch('Customer', made.partyId, values)))
      const { values } = await recordOf('Customer', made.partyId)
      expect(values).toMatchObject({
        email: 'same.time@example.com',
        taxId: 'ATU13585627',
        address: { city: 'Łódź' },
      })
    })

    test('an order has what the desktop client would have filled in: addresses, terms, units, prices', async () => {
      await patch('Customer', made.partyId, { paymentTerms: '30 days' })
      const [product] = made.productIds
      const saleId = await order([lineOf(product, '2')], { orderDate: '2027-01-15' })
      const [address] = await wire.find('party.address', [['party', '=', made.partyId]], ['id'])
      const [item] = await wire.find('product.product', [['id', '=', product]], ['list_price', 'sale_uom'])
      const lineFields = ['type', 'product', 'quantity', 'unit', 'unit_price'].map((name) => `lines.${name}`)
      const [sale] = await wire.find(
        'sale.sale',
        [['id', '=', saleId]],
        [
          ...['invoice_address', 'shipment_address', 'payment_term.name', 'warehouse.code', 'currency.code'],
          ...['invoice_method', 'shipment_method', 'state', 'reference', ...lineFields],
        ],
      )
      expect(sale).toMatchObject({
        invoice_address: address?.id,
        shipment_address: address?.id,
        'payment_term.': { name: '30 days' },
        'warehouse.': { code: 'WH' },
        'currency.': { code: 'EUR' },
        invoice_method: 'order',
        shipment_method: 'order',
        state: 'draft',
        reference: expect.stringMatching(/^hw-/),
      })
      const [line] = rowsUnder(sale, 'lines.')
      expect(line).toMatchObject({ type: 'line', product, quantity: 2, unit: item?.sale_uom })
      expect(Number(under(line, 'unit_price', 'decimal'))).toBe(Number(under(item, 'list_price', 'decimal')))
    })

    test('a released order is processed, has its shipment and invoice, and cannot be cancelled any more', async () => {
      const saleId = await order([lineOf(made.productIds[1])])
      await act('Order', 'release', saleId)
      const fields = ['state', 'shipments', 'invoices']
      const [sale] = await wire.find('sale.sale', [['id', '=', saleId]], fields)
      expect(sale).toMatchObject({
        state: 'processing',
        shipments: [expect.any(Number)],
        invoices: [expect.any(Number)],
      })
      const refused = await act('Order', 'cancel', saleId).catch((error: unknown) => error)
      expect(refused).toMatchObject({ code: 'CONFLICT' })
      expect(mayHaveApplied(refused)).toBe(false)
      expect(await wire.find('sale.sale', [['id', '=', saleId]], fields)).toEqual([sale])
    })

    test('a step that Tryton leaves out without a word is seen: the record does not show it, and is read back', async () => {
      const saleId = await order([lineOf(made.productIds[1])])
      // Somebody is faster, after it was looked at.
      await wire.run('sale.sale', 'quote', [saleId])
      await wire.run('sale.sale', 'confirm', [saleId])
      await wire.run('sale.sale', 'process', [saleId])
      await wire.run('sale.sale', 'cancel', [saleId])
      const cancel = declared(writing('Order').actions.get('cancel'), 'cancel')
      expect(cancel.isDone?.(await recordOf('Order', saleId), {})).toBe(false)
      expect(writing('Order').needsReadBack).toBe(true)
    })

    test('a release that stopped half-way goes on from there', async () => {
      const saleId = await order([lineOf(made.productIds[1])])
      await proxy.fail({ operation: 'sale.sale.confirm', kind: 'dropAfterApply', count: 1 })
      const lost = await act('Order', 'release', saleId).catch((error: unknown) => error)
      expect(mayHaveApplied(lost)).toBe(true)
      await act('Order', 'release', saleId)
      expect((await recordOf('Order', saleId)).values.status).toBe('PROCESSING')
    })

    test('what Tryton lets nobody change in an order that is processed is a conflict, and its reference is changed', async () => {
      const saleId = await order([lineOf(made.productIds[1])])
      await act('Order', 'release', saleId)
      for (const values of [{ lines: [lineOf(made.productIds[0])] }, { orderDate: '2027-03-01' }])
        await expect(patch('Order', saleId, values)).rejects.toMatchObject({ code: 'CONFLICT' })
      await patch('Order', saleId, { externalReference: 'LATE-1' })
      expect((await recordOf('Order', saleId)).values.externalReference).toBe('LATE-1')
    })

    test('the lines of a draft become the wanted ones in one call; a title stays, and a line of the same item is the same', async () => {
      const fields = ['lines.type', 'lines.product', 'lines.quantity', 'lines.description']
      const read = async () =>
        rowsUnder((await wire.find('sale.sale', [['id', '=', made.saleId]], fields))[0], 'lines.')
      const before = await read()
      const [one, other] = made.productIds
      await proxy.forget()
      await patch('Order', made.saleId, { lines: [lineOf(other, '4'), lineOf(one, '5')] })
      expect(await proxy.requests()).toMatchObject({ 'model.sale.sale.write': 1 })
      const after = await read()
      expect(after.map(({ type, product, quantity }) => [type, product, quantity])).toEqual([
        ['title', null, null],
        ['line', other, 4],
        ['line', one, 5],
      ])
      const idOf = (rows: typeof before) => rows.find(({ product }) => product === one)?.id
      expect(idOf(after)).toBe(idOf(before))
    })

    const onHand = async (product: number) => {
      const [warehouse] = await wire.find('stock.location', [['code', '=', 'WH']], ['id'])
      const context = { locations: [warehouse?.id], stock_date_end: wireDate(new Date()) }
      const [row] = await wire.find('product.product', [['id', '=', product]], ['quantity'], context)
      return Number(row?.quantity)
    }

    test.each(['stock.inventory.create', 'stock.inventory.confirm'])(
      'an adjustment counts once, although the answer to %s was lost',
      async (operation) => {
        const [product] = made.productIds
        const adjust = declared(writing('InventoryItem/stock').actions.get('adjust'), 'adjust')
        const attempt = {
          externalId: String(product),
          args: { by: '3' },
          reference: nextReference(),
        }
        const before = await onHand(product)
        await proxy.fail({ operation, kind: 'dropAfterApply', count: 1 })
        expect(mayHaveApplied(await adjust.run(attempt, testCall).catch((error: unknown) => error))).toBe(
          true,
        )
        const found = await adjust.findApplied?.(attempt, testCall)
        if (operation.endsWith('confirm')) expect(found).toMatchObject({ externalId: String(product) })
        else expect(found).toBe('ABSENT')
        for (const _time of ['second', 'third']) await adjust.run(attempt, testCall)
        expect(await onHand(product)).toBe(before + 3)
        expect(await wire.find('stock.inventory', [['number', '=', attempt.reference]], ['state'])).toEqual([
          expect.objectContaining({ state: 'done' }),
        ])
      },
    )

    test('what others count while an adjustment is under way stays counted', async () => {
      const [product] = made.productIds
      const before = await onHand(product)
      const reference = nextReference()
      await proxy.fail({ operation: 'stock.inventory.create', kind: 'dropAfterApply', count: 1 })
      await act('InventoryItem/stock', 'adjust', product, { by: '-2' }, reference).catch(() => undefined)
      await act('InventoryItem/stock', 'adjust', product, { by: '10' })
      await act('InventoryItem/stock', 'adjust', product, { by: '-2' }, reference)
      expect(await onHand(product)).toBe(before + 8)
    })

    test('an adjustment by more than there is, of a place or an item that is not there, is refused and leaves no document', async () => {
      const [product] = made.productIds
      const count = async () => (await wire.find('stock.inventory', [], ['id'])).length
      const before = await count()
      for (const [args, field] of [
        [{ by: '-1000000' }, 'by'],
        [{ by: '0' }, 'by'],
        [{ by: '1', location: 'NOWHERE' }, 'location'],
      ] as const)
        await expect(act('InventoryItem/stock', 'adjust', product, args)).rejects.toMatchObject({
          code: 'BAD_USER_INPUT',
          details: { field },
        })
      await expect(act('InventoryItem/stock', 'adjust', 1_999_999_999, { by: '1' })).rejects.toMatchObject({
        code: 'NOT_FOUND',
      })
      expect(await count()).toBe(before)
    })

    test('an account that may not write is UPSTREAM_AUTH, and changes nothing', async () => {
      const viewer = tryton({
        url: proxy.url,
        user: 'viewer',
        password: new Secret(variable('TRYTON_VIEWER_PASSWORD'), 'test'),
        currency: 'EUR',
        warehouse: 'WH',
      }).open({
        system: 'ERP',
        now: Date.now,
        onEvent: () => undefined,
        warn: () => undefined,
        embeddedDatabase: null,
      })
      const change = { values: { email: 'viewer@example.com' }, ifVersion: null, reference: nextReference() }
      const refused = await viewer.records
        .get('Customer')
        ?.writing?.patch?.run({ externalId: String(made.partyId), ...change }, testCall)
        .catch((error: unknown) => error)
      expect(refused).toMatchObject({ code: 'UPSTREAM_AUTH' })
      expect(mayHaveApplied(refused)).toBe(false)
      await viewer.close()
    })
  },
)
