import type { CaseContext, ChangeFixture } from '../../src/conformance/subject.ts'
import { createReferences } from '../../src/conformance/create-references.ts'
import { testCall } from '../support/simulated-datasource.ts'
import type { Changeable } from './tryton-changeable.ts'

const nextReference = createReferences()
const euros = (amount: string) => ({ amount, currency: 'EUR' })
const noKey = 'the vendor takes no key with a request'

export function changesOfCustomers({ partyId, region }: Changeable): ChangeFixture {
  return {
    id: String(partyId),
    values: {
      givenName: ['Zoë', 'Anna Maria', null],
      familyName: ['van der Berg', 'Ångström-Łódź', 'X'.repeat(300)],
      email: ['changed.one@example.com', "o'brien+news@example.org", null, 'again@example.com'],
      phone: ['+4930100000', '+12125550123', null, '+4930100000'],
      language: ['de', 'es-419', 'zh-CN', null],
      address: [
        { street: 'Am Kai 1\nHinterhaus', postalCode: '80331', city: 'München', region, country: 'DE' },
        { street: null, postalCode: null, city: 'Łódź 🌊', region: null, country: null },
        null,
        { street: 'Am Kai 1', postalCode: '1', city: 'Ulm', region: null, country: 'JP' },
      ],
      paymentTerms: ['30 days', null],
      taxId: ['DE136695976', 'ATU13585627', null],
    },
    follow: ['updatedAt'],
    refused: {
      givenName: ['A, B, C'],
      familyName: [null, '', 'a\0b'],
      email: ['a\0@example.com', 'nobody'],
      language: ['de-AT'],
      address: [{ country: 'GB' }, { region: 'Nowhere' }, { street: 'a\0b' }],
      paymentTerms: ['NEVER'],
      taxId: ['a\0b'],
    },
    operation: 'party.party.write',
    create: {
      operation: 'party.party.create',
      makesSecond: noKey,
      records: [
        {
          values: {
            givenName: 'Zoë',
            familyName: 'Øster',
            email: 'new.customer@example.com',
            phone: '+4930100001',
            language: 'fr',
            address: { street: 'Am Kai 1', postalCode: '1', city: 'Ulm', region, country: 'DE' },
            paymentTerms: '30 days',
            taxId: 'DE136695976',
          },
        },
        { values: { familyName: 'Alone' } },
      ],
    },
  }
}

export function changesOfOrders({ saleId, partyId, productIds: [one, other] }: Changeable): ChangeFixture {
  const newOrder = {
    customer: String(partyId),
    lines: [{ item: String(other), quantity: '1' }],
  }
  const makeOrder = async ({ source }: CaseContext) => {
    const made = await source.writing?.create?.run({ values: newOrder, reference: nextReference() }, testCall)
    return { externalId: made?.externalId ?? '', args: {} }
  }
  return {
    id: String(saleId),
    values: {
      orderDate: ['2027-01-31', '2027-02-01', null],
      externalReference: ['SHOP-77', 'Größe M 🌊', 'X'.repeat(300), null],
      lines: [
        [{ item: String(one), quantity: '2' }],
        [
          {
            item: String(other),
            quantity: '1',
            unitPrice: euros('7.5001'),
            description: 'Größe M 🌊\nin blue',
          },
          { item: String(one), quantity: '3', unitPrice: euros('7.50') },
          { item: String(one), quantity: '4', description: null },
        ],
        [{ item: String(one), quantity: '1', unitPrice: euros('0.00') }],
      ],
    },
    follow: ['updatedAt', 'netAmount', 'taxAmount', 'totalAmount'],
    refused: {
      orderDate: ['2027-02-30'],
      externalReference: ['a\0b'],
      lines: [
        null,
        [],
        [{ item: String(one), quantity: '0' }],
        // The unit of the product has no decimals.
        [{ item: String(one), quantity: '1.5' }],
        [{ item: '1999999999', quantity: '1' }],
        [{ item: '../admin', quantity: '1' }],
        [{ item: String(one), quantity: '1', discount: euros('1.00') }],
        [{ item: String(one), quantity: '1', unitPrice: euros('1.00001') }],
        [{ item: String(one), quantity: '1', unitPrice: { amount: '1', currency: 'JPY' } }],
      ],
    },
    operation: 'sale.sale.write',
    create: {
      operation: 'sale.sale.create',
      makesSecond: noKey,
      records: [
        {
          values: {
            customer: String(partyId),
            orderDate: '2027-01-15',
            externalReference: `SHOP-${saleId}`,
            currency: 'EUR',
            lines: [
              { item: String(other), quantity: '2', unitPrice: euros('7.50'), description: 'Größe M' },
              { item: String(one), quantity: '1' },
            ],
          },
        },
        {
          values: {
            ...newOrder,
            currency: 'USD',
            lines: [{ item: String(one), quantity: '1', unitPrice: { amount: '9.99', currency: 'USD' } }],
          },
        },
        { values: newOrder },
      ],
    },
    actions: { release: { prepare: makeOrder }, cancel: { prepare: makeOrder } },
  }
}

/** Ends as the seed has it: others look for products by their names. */
export function changesOfItems({ itemId }: Changeable): ChangeFixture {
  return {
    id: String(itemId),
    values: {
      name: ['Badetuch, groß 🌊', 'Product 0020'],
      unitPrice: [euros('24.00'), euros('0.05'), euros('29.00')],
    },
    follow: ['updatedAt'],
    refused: {
      name: [null, 'a\0b'],
      unitPrice: [null, { amount: '1.00', currency: 'USD' }, euros('1.00001')],
    },
    operation: 'product.template.write',
  }
}

export function changesOfStock({ productIds: [one] }: Changeable): ChangeFixture {
  return {
    actions: {
      adjust: {
        prepare: () => Promise.resolve({ externalId: String(one), args: { by: '3', reason: 'Counted' } }),
      },
    },
  }
}
