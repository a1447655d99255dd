import type { Person } from './person.ts'
import type { Property } from './properties.ts'

/** What became of a stay, as far as that can be known at any time; the status of a day follows from it and the dates. */
export type StayOutcome = 'GUARANTEED' | 'CANCELLED' | 'NO_SHOW' | 'WAITLISTED' | 'REQUESTED' | 'WALK_IN'

/** One reservation as the CRS has it. */
export interface Stay {
  /** 1-based. */
  number: number
  /** OPERA reservation id, digits. */
  reservationId: string
  confirmationNumber: string
  propertyCode: string
  personNumber: number
  /** The CRS profile it hangs on: the person's own, or one of the duplicates. */
  profileId: string
  /**
   * GUARANTEED stays were or will be used: before arrival reserved, between in house, after departure checked
   * out. NO_SHOW holds only once the arrival day is over (reserved until then).
   */
  outcome: StayOutcome
  /** Local dates of the property. */
  arrival: string
  departure: string
  adults: number
  children: number
  roomTypeCode: string
  ratePlanCode: string
  /** Minor units of the property's currency; total = nights × nightly. */
  nightlyCents: number
  totalCents: number
  depositCents: number
  paidCents: number
  currency: string
  sourceCode: 'WEB' | 'PHONE' | 'OTA' | 'WALKIN' | 'CORP'
  specialRequests: string | null
  /** Instants, UTC. */
  createdAt: string
  updatedAt: string
}

export interface Item {
  number: number
  /** Business Central item id (GUID) and number. */
  id: string
  sku: string
  name: string
  category: string
  unit: 'PCS' | 'SET' | 'BOX'
  priceCents: number
  costCents: number
  /** On hand by location code; their sum is the item's inventory. */
  stock: Record<string, number>
  blocked: boolean
  updatedAt: string
}

export interface StockLocation {
  id: string
  code: string
  name: string
  city: string
  country: string
}

export interface OrderLine {
  id: string
  /** Item.number, or null for a comment or a charge without an item. */
  itemNumber: number | null
  description: string
  quantity: number
  unitPriceCents: number
  discountPercent: number
  shippedQuantity: number
  invoicedQuantity: number
}

export interface Order {
  number: number
  /** Business Central sales order id (GUID) and number. */
  id: string
  orderNumber: string
  personNumber: number
  orderDate: string
  status: 'Draft' | 'In Review' | 'Open'
  currency: 'EUR' | 'USD'
  taxPercent: number
  externalReference: string | null
  lines: OrderLine[]
  updatedAt: string
}

/** A small hotel group with a shop, made from a seed: the same on every start. */
export interface World {
  /** Changes when the same records would mean others: kept state of another version must not be used. */
  version: string
  persons: readonly Person[]
  properties: readonly Property[]
  stays: readonly Stay[]
  items: readonly Item[]
  locations: readonly StockLocation[]
  orders: readonly Order[]
}
