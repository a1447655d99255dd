import { eventually } from '../support/mutate.ts'
import { describeNeeding, needsVariables } from '../support/needs.ts'
import { createScratchDatabase, type ScratchDatabase } from './scratch-databases.ts'
import { startGateway, type StartedGateway } from './started-gateway.ts'
import { connectToTryton, rowsUnder, under, type TrytonWire } from './tryton-wire.ts'

const variable = (name: string) => process.env[name] ?? ''

interface Done {
  done: {
    receipts: { system: string; operation: string; status: string; externalId: string | null }[]
    userErrors: unknown[]
    customer: Record<string, unknown> | null
  }
}

describeNeeding(
  needsVariables('TRYTON_URL', 'TRYTON_GATEWAY_PASSWORD', 'POSTGRES_URL'),
  'one real Tryton as CRM and as ERP',
  () => {
    let store: ScratchDatabase
    let wire: TrytonWire
    let gateway: StartedGateway
    const run = Date.now()
    const phones = [1, 2].map((line) => `+4930${line}${String(run).slice(-7)}`)

    beforeAll(async () => {
      store = await createScratchDatabase(variable('POSTGRES_URL'), 'store')
      wire = await connectToTryton(variable('TRYTON_URL'), 'gateway', variable('TRYTON_GATEWAY_PASSWORD'))
      gateway = await startGateway('test/systems/tryton-as-crm-and-erp.config.ts', {
        HEADWATER_STORE_URL: store.url,
      })
    }, 120_000)
    afterAll(async () => {
      await gateway.stop()
      await store.drop()
    })

    const shown = `id givenName familyName email phone language address { street city country }
      createdAt customerNumber paymentTerms taxId`
    const mutate = async (as: string, field: string, input: object) => {
      const type = field.startsWith('create') ? 'CreateCustomerInput!' : 'UpdateCustomerInput!'
      const document = `mutation ($input: ${type}) {
        done: ${field} { receipts { system operation status externalId } userErrors { code field } customer { id } } }`
      return (await gateway.query<Done>(document, { input }, as)).done
    }
    /** As somebody who may see everything. */
    const read = async (id: string) => {
      const document = `query ($id: ID!) { customer(id: $id) { ${shown} sources { system state } } }`
      return (await gateway.query<{ customer: Record<string, unknown> }>(document, { id })).customer
    }
    const partiesOf = (email: string) =>
      wire.find(
        'party.party',
        [['contact_mechanisms.value', 'ilike', email]],
        [
          ...['name', 'code', 'lang.code', 'customer_payment_term.name', 'tax_identifier.code'],
          ...['contact_mechanisms.type', 'contact_mechanisms.value', 'contact_mechanisms.active'],
          ...['addresses.street', 'addresses.city'],
        ],
      )
    const email = `both.${run}@example.com`
    const created = { customerId: '' }

    test('a new customer is one party, linked in both roles', async () => {
      const done = await mutate('sales', 'createCustomer(input: $input)', {
        givenName: 'Zoë',
        familyName: 'van der Berg',
        email,
        phone: phones[0],
        language: 'de',
        address: { street: 'Am Kai 1', city: 'Ulm', country: 'DE' },
      })
      expect(done.userErrors).toEqual([])
      expect(done.receipts.filter(({ system }) => system === 'CRM')).toEqual([
        expect.objectContaining({ operation: 'create Customer', status: 'APPLIED' }),
      ])
      const parties = await partiesOf(email)
      expect(parties).toHaveLength(1)
      expect(parties[0]).toMatchObject({ name: 'Zoë van der Berg', 'lang.': { code: 'de' } })
      created.customerId = String(done.customer?.id)
      const customer = await read(created.customerId)
      expect(customer).toMatchObject({
        givenName: 'Zoë',
        familyName: 'van der Berg',
        email,
        phone: phones[0],
        language: 'de',
        address: { street: 'Am Kai 1', city: 'Ulm', country: 'DE' },
        customerNumber: parties[0]?.code,
        sources: expect.arrayContaining([
          { system: 'CRM', state: 'LINKED' },
          { system: 'ERP', state: 'LINKED' },
        ]),
      })
    })

    test('what each role owns is written once, in the same party; what is copied to the other is there already', async () => {
      const field = `updateCustomer(id: "${created.customerId}", input: $input)`
      const contact = await mutate('support', field, { phone: phones[1], address: { city: 'Łódź' } })
      expect(contact.userErrors).toEqual([])
      const finance = await mutate('finance', field, { paymentTerms: '30 days', taxId: 'DE136695976' })
      // It may wait behind the copy of the phone, which is of the same record.
      expect(finance).toMatchObject({ userErrors: [], receipts: [{ system: 'ERP' }] })
      const wanted = { paymentTerms: '30 days', taxId: 'DE136695976', phone: phones[1] }
      const customer = await eventually(
        () => read(created.customerId),
        ({ taxId }) => taxId === wanted.taxId,
      )
      expect(customer).toMatchObject(wanted)
      const [party, another] = await partiesOf(email)
      expect(another).toBeUndefined()
      expect(under(party, 'tax_identifier.', 'code')).toBe('DE136695976')
      const contacts = rowsUnder(party, 'contact_mechanisms.')
      expect(contacts.map(({ type, value, active }) => [type, value, active])).toEqual([
        ['email', email, true],
        ['phone', phones[1], true],
      ])
      expect(rowsUnder(party, 'addresses.')).toEqual([
        expect.objectContaining({ street: 'Am Kai 1', city: 'Łódź' }),
      ])
    })

    test('a customer with values of both roles is one party, too', async () => {
      const both = `second.${run}@example.com`
      const done = await mutate('sales', 'createCustomer(input: $input)', { familyName: 'Both', email: both })
      const finance = await mutate(
        'finance',
        `updateCustomer(id: "${String(done.customer?.id)}", input: $input)`,
        {
          taxId: 'ATU13585627',
        },
      )
      expect(finance.userErrors).toEqual([])
      await eventually(
        () => read(String(done.customer?.id)),
        ({ taxId }) => taxId === 'ATU13585627',
      )
      const parties = await partiesOf(both)
      expect(parties).toHaveLength(1)
      expect(under(parties[0], 'tax_identifier.', 'code')).toBe('ATU13585627')
    })
  },
)
