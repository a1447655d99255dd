import { createDatabaseSeed } from '../../sandbox/world/database-seed.ts'
import type { Person } from '../../sandbox/world/person.ts'
import { properties } from '../../sandbox/world/properties.ts'
import type { World } from '../../sandbox/world/world.ts'
import type { SandboxGateway } from '../support/sandbox-gateway.ts'
import type { BcRecord, Contact, ProfileRecord, ReservationRecord } from './raw-records.ts'

/**
 * What a customer must look like, worked out from the simulators' own records and the database's seed by rules
 * written here a second time: none of the gateway's mappings or codecs takes part.
 */
export interface RawCustomers {
  expect(person: Person): Record<string, unknown>
}

export async function readRawCustomers(gateway: SandboxGateway, today: string): Promise<RawCustomers> {
  const { world } = gateway
  const byId = <T extends { id?: unknown }>(records: readonly T[]) =>
    new Map(records.map((record) => [String(record.id), record]))
  const bc = (type: string) => gateway.records<BcRecord>('businessCentral', type)
  const contacts = byId(await gateway.records<Contact>('hubspot', 'contacts'))
  const profiles = byId(await gateway.records<ProfileRecord>('opera', 'profiles'))
  const reservations = await gateway.records<ReservationRecord>('opera', 'reservations')
  const customers = byId(await bc('customers'))
  const terms = byId(await bc('paymentTerms'))
  const items = byId(await bc('items'))
  const orders = await bc('salesOrders')
  const lines = Map.groupBy(await bc('salesOrderLines'), (line) => line.documentId)
  const database = readSeed(world)

  const orderOf = (order: BcRecord) => {
    const currency = order.currencyCode
    const money = (value: unknown) => ({ amount: Number(value).toFixed(2), currency })
    const own = (lines.get(order.id ?? '') ?? []).toSorted((a, b) => Number(a.sequence) - Number(b.sequence))
    const shipped = own.some((line) => Number(line.shippedQuantity) > 0)
    const invoiced = own.every((line) => line.invoicedQuantity === line.quantity)
      ? order.totalAmountIncludingTax
      : 0
    return {
      number: order.number,
      status: order.status === 'Open' ? 'CONFIRMED' : 'DRAFT',
      orderDate: order.orderDate,
      currency,
      netAmount: money(order.totalAmountExcludingTax),
      taxAmount: money(order.totalTaxAmount),
      totalAmount: money(order.totalAmountIncludingTax),
      invoicedAmount: money(invoiced),
      shippedState: order.fullyShipped === true ? 'SHIPPED' : shipped ? 'PARTIALLY_SHIPPED' : 'NOT_SHIPPED',
      externalReference: order.externalDocumentNumber || null,
      updatedAt: instant(order.lastModifiedDateTime),
      lines: own.map((line) => ({
        sku: line.lineType === 'Item' ? line.lineObjectNumber : null,
        description: line.description,
        quantity: String(line.quantity),
        unitPrice: money(line.unitPrice),
        discount: money(line.discountAmount),
        amount: money(line.amountExcludingTax),
        item: itemOf(items.get(String(line.itemId))),
      })),
    }
  }

  const bookingOf = ({ id, outcome, reservation, paid }: ReservationRecord) => {
    const { roomStay, hotelId } = reservation
    const [rate] = roomStay.roomRates
    const property = properties.find(({ code }) => code === hotelId)
    const stay = world.stays.find(({ reservationId }) => reservationId === id)
    const { amountBeforeTax: total, currencyCode: currency } = roomStay.total
    const sum = Math.round((paid.deposit + paid.atCheckout) * 100) / 100
    const number = reservation.reservationIdList.find(({ type }) => type === 'Confirmation')?.id
    return {
      confirmationNumber: number,
      status: statusOf(outcome, roomStay, today),
      property: { code: hotelId, name: property?.name, timeZone: property?.timeZone },
      roomType: rate?.roomType,
      ratePlan: rate?.ratePlanCode,
      arrival: roomStay.arrivalDate,
      departure: roomStay.departureDate,
      ...roomStay.guestCounts,
      totalPrice: { amount: total.toFixed(2), currency },
      deposit: paid.depositRequired === 0 ? null : { amount: paid.depositRequired.toFixed(2), currency },
      paymentStatus: sum >= total ? 'PAID' : sum > 0 ? 'DEPOSIT_PAID' : 'UNPAID',
      sourceChannel: rate?.sourceCode,
      specialRequests: stay?.specialRequests?.replace(/^Zimmer.*/, 'Room with a view, please') ?? null,
      createdAt: instant(stay?.createdAt),
      updatedAt: instant(stay?.updatedAt),
      attribution: database.attributions.get(number ?? '') ?? null,
    }
  }

  return {
    expect(person) {
      const own = reservations.filter(
        ({ reservation }) =>
          reservation.reservationGuests[0]?.profileInfo.profileIdList[0]?.id === person.crsId,
      )
      const bought = orders.filter((order) => order.customerId === person.erpId)
      const customer = customers.get(person.erpId ?? '')
      return {
        ...contactFields(contacts.get(person.crmId ?? ''), person),
        ...guestFields(profiles.get(person.crsId ?? '')),
        ...erpFields(customer, terms.get(String(customer?.paymentTermsId))),
        ...(database.profiles.get(person.databaseKey ?? '') ?? emptyProfile),
        bookings: person.crsId === null ? null : connection(own.map(bookingOf)),
        orders:
          person.erpId === null
            ? null
            : connection(
                bought.toSorted((a, b) => (String(a.number) < String(b.number) ? 1 : -1)).map(orderOf),
              ),
      }
    },
  }
}

function connection(nodes: unknown[]) {
  return { edges: nodes.map((node) => ({ node })) }
}

function contactFields(contact: Contact | undefined, person: Person) {
  const value = (name: string) => contact?.properties[name] ?? null
  const orNull = <T extends object>(group: T) =>
    Object.values(group).every((member) => member === null) ? null : group
  const flag = (name: string) => (value(name) === null ? null : value(name) === 'true')
  return {
    givenName: value('firstname'),
    familyName: value('lastname'),
    email: value('email')?.trim().toLowerCase() ?? null,
    // However the contact spells them: the world knows the number, the country and the language that are meant.
    phone: value('phone') && person.phone,
    company: value('company'),
    language: value('hs_language') && person.language,
    address: orNull({
      street: value('address'),
      postalCode: value('zip'),
      city: value('city'),
      region: null,
      country: value('country') && person.country,
    }),
    lifecycleStage:
      value('lifecyclestage')
        ?.replace(/(marketing|sales)qualified/, '$1_qualified_')
        .toUpperCase() ?? null,
    leadSource: value('hs_analytics_source'),
    campaign: orNull({
      source: value('utm_source'),
      medium: value('utm_medium'),
      name: value('utm_campaign'),
    }),
    marketingConsent: orNull({
      email: flag('email_consent'),
      sms: flag('sms_consent'),
      updatedAt: instant(value('consent_timestamp')),
    }),
    accountManager: value('hubspot_owner_id'),
    createdAt: instant(contact?.createdAt),
    updatedAt: instant(contact?.updatedAt),
  }
}

function guestFields(record: ProfileRecord | undefined) {
  const { customer, profileMemberships, preferenceCollection } = record?.profile ?? {}
  return {
    vipLevel: customer?.vipStatus ?? null,
    membershipNumber:
      profileMemberships?.profileMembership.find(({ primaryMembership }) => primaryMembership)
        ?.membershipId ?? null,
    stayPreferences: record
      ? (preferenceCollection?.preferenceType ?? []).flatMap(({ preferenceType, preference }) =>
          preference.map(({ preferenceValue, description }) => ({
            kind: preferenceType,
            value: preferenceValue,
            description,
          })),
        )
      : null,
  }
}

const blocks: Record<string, string> = { _x0020_: 'NONE', Ship: 'SHIPPING', Invoice: 'INVOICING', All: 'ALL' }

function erpFields(customer: BcRecord | undefined, term: BcRecord | undefined) {
  const limit = Number(customer?.creditLimit)
  return {
    customerNumber: customer?.number ?? null,
    // The limit is in the company's own currency, and 0 is none; the balance is in the customer's.
    creditLimit: customer && limit > 0 ? { amount: limit.toFixed(2), currency: 'EUR' } : null,
    balanceDue: customer
      ? { amount: Number(customer.balanceDue).toFixed(2), currency: customer.currencyCode }
      : null,
    paymentTerms: term?.code ?? null,
    taxId: customer?.taxRegistrationNumber || null,
    blocked: customer ? blocks[String(customer.blocked)] : null,
  }
}

function itemOf(item: BcRecord | undefined) {
  if (!item) return null
  return {
    sku: item.number,
    name: item.displayName,
    category: item.itemCategoryCode,
    unit: item.baseUnitOfMeasureCode,
    unitPrice: { amount: Number(item.unitPrice).toFixed(2), currency: 'EUR' },
    onHand: String(item.inventory),
    updatedAt: instant(item.lastModifiedDateTime),
  }
}

const emptyProfile = { customerKey: null, loyaltyPoints: null, segment: null, lifetimeValue: null }

function readSeed(world: World) {
  const [profiles, attributions] = createDatabaseSeed(world).tables
  const profileRows = profiles?.rows.map(([key, , , points, segment, value, currency]) => {
    const lifetimeValue = value === null ? null : { amount: value, currency }
    return [String(key), { customerKey: key, loyaltyPoints: points, segment, lifetimeValue }] as const
  })
  const attributionRows = attributions?.rows.map(
    ([number, source, medium, name]) => [String(number), { source, medium, name }] as const,
  )
  return { profiles: new Map(profileRows), attributions: new Map(attributionRows) }
}

function statusOf(
  outcome: string,
  { arrivalDate, departureDate }: { arrivalDate: string; departureDate: string },
  today: string,
): string {
  if (outcome === 'CANCELLED' || outcome === 'WAITLISTED' || outcome === 'REQUESTED') return outcome
  if (arrivalDate > today) return 'RESERVED'
  if (outcome === 'NO_SHOW') return arrivalDate < today ? 'NO_SHOW' : 'RESERVED'
  if (departureDate < today) return 'CHECKED_OUT'
  return arrivalDate === today && outcome !== 'WALK_IN' ? 'RESERVED' : 'CHECKED_IN'
}

function instant(written: unknown): string | null {
  return typeof written === 'string' && written !== '' ? new Date(written).toISOString() : null
}
