import type { Principal } from '../../../src/auth/principal.ts'
import { group } from '../../../src/datasources/mapping.ts'
import { createMemorySystem } from '../../support/memory-datasource.ts'
import { createMemoryGateway } from '../../support/memory-gateway.ts'
import { nobody } from '../../support/nobody.ts'

/** Ada. */
export const guest: Principal = { ...nobody, customer: { system: 'CRM', externalId: 'c1' } }
export const support: Principal = { ...nobody, roles: ['SUPPORT'] }
export const berlin: Principal = { ...nobody, roles: ['FRONTDESK'], attributes: { properties: ['BER'] } }
/** Looks after Ada alone. */
export const manager: Principal = { ...nobody, roles: ['SALES'], attributes: { accounts: ['7'] } }

/** Ada and Ben, known to CRM, ERP and CRS; Ada stays in Berlin and Munich, Ben in Munich; each has an order. */
export async function createGuardedWorld(options: { whenDenied?: 'NULL' | 'REJECT' } = {}) {
  const crm = createMemorySystem('CRM', [
    {
      entity: 'Customer',
      fields: ['givenName', 'email', 'phone', 'accountManager', 'lifecycleStage'],
      keys: ['email'],
      rows: [
        {
          id: 'c1',
          givenName: 'Ada',
          email: 'ada@example.com',
          phone: '+4915112345678',
          accountManager: '7',
        },
        { id: 'c2', givenName: 'Ben', email: 'ben@example.com', accountManager: '8' },
        { id: 'c3', givenName: 'Cid', email: 'twice@example.com', accountManager: '8' },
        { id: 'c4', givenName: 'Cyd', email: 'twice@example.com', accountManager: '8' },
      ],
    },
  ])
  const erp = createMemorySystem('ERP', [
    {
      entity: 'Customer',
      fields: ['customerNumber', 'taxId'],
      keys: ['email'],
      rows: [
        { id: 'e1', customerNumber: 'K1', taxId: 'DE123456789', email: 'ada@example.com' },
        { id: 'e2', customerNumber: 'K2', email: 'ben@example.com' },
      ],
    },
    {
      entity: 'Order',
      fields: ['number'],
      keys: ['number'],
      references: { customer: 'Customer' },
      rows: [
        { id: 'o1', number: 'A1', customer: 'e1' },
        { id: 'o2', number: 'A2', customer: 'e2' },
      ],
    },
  ])
  const crs = createMemorySystem('CRS', [
    {
      entity: 'Customer',
      fields: ['vipLevel', 'membershipNumber'],
      keys: ['email'],
      rows: [
        { id: 'g1', vipLevel: 'GOLD', email: 'ada@example.com' },
        { id: 'g2', vipLevel: 'BLUE', email: 'ben@example.com' },
      ],
    },
    {
      entity: 'Booking',
      fields: ['confirmationNumber', 'roomType', 'property'],
      mapped: { property: group({ code: 'property' }) },
      keys: ['confirmationNumber'],
      references: { customer: 'Customer' },
      rows: [
        { id: 'b1', confirmationNumber: 'N1', roomType: 'DBL', property: 'BER', customer: 'g1' },
        { id: 'b2', confirmationNumber: 'N2', roomType: 'SGL', property: 'MUC', customer: 'g2' },
        { id: 'b3', confirmationNumber: 'N3', roomType: 'STE', property: 'MUC', customer: 'g1' },
      ],
    },
  ])
  const systems = { CRM: crm, ERP: erp, CRS: crs }
  const gateway = await createMemoryGateway(
    new Map(Object.entries(systems).map(([name, { datasource }]) => [name, datasource])),
    options,
  )
  const idsOf = async (query: string) => {
    const { data, errors } = await gateway.run(query, {}, { principal: { ...nobody, roles: ['DEVELOPER'] } })
    if (errors) throw new Error(JSON.stringify(errors))
    return JSON.parse(JSON.stringify(data)) as Record<string, { id: string }>
  }
  // Everything is linked from here on, so that calls are those of the queries alone.
  const linked =
    '{ a: customer(email: "ada@example.com") { ...all } b: customer(email: "ben@example.com") { ...all } }'
  const all = `fragment all on Customer { id customerNumber vipLevel orders { edges { node { id } } } bookings { edges { node { id } } } }`
  const { a, b } = await idsOf(linked + all)
  const bookings = await idsOf(
    '{ b1: booking(confirmationNumber: "N1") { id } b2: booking(confirmationNumber: "N2") { id } o2: order(number: "A2") { id } o1: order(number: "A1") { id } }',
  )
  return {
    ids: {
      ada: a!.id,
      ben: b!.id,
      adasBooking: bookings.b1!.id,
      bensBooking: bookings.b2!.id,
      adasOrder: bookings.o1!.id,
      bensOrder: bookings.o2!.id,
      nobody: '00000000-0000-5000-8000-000000000000',
    },
    systems,
    denials: gateway.denials,
    /** The reply as a client gets it, and what was asked for it. */
    async ask(principal: Principal, query: string, variables: Record<string, unknown> = {}) {
      for (const { calls } of Object.values(systems)) calls.length = 0
      const result = await gateway.run(query, variables, { principal })
      const calls = Object.entries(systems).flatMap(([name, system]) =>
        system.calls.map((call) => `${name} ${call}`),
      )
      const { data, errors } = JSON.parse(JSON.stringify(result)) as {
        data: Record<string, unknown> | null
        errors?: { message: string; path: unknown[]; extensions: Record<string, unknown> }[]
      }
      const codes = (result.errors ?? []).map(
        ({ originalError }) => (originalError as { code?: string }).code,
      )
      return { data, errors, codes, calls }
    },
    close: () => gateway.close(),
  }
}

export type GuardedWorld = Awaited<ReturnType<typeof createGuardedWorld>>
