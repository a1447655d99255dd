import type { StayOutcome } from '../world/world.ts'

/**
 * The parts of OPERA Cloud's JSON that the sandbox knows, as the vendor spells them. A record may carry more: what
 * a client writes is kept as it is.
 */

export interface UniqueId {
  id: string
  type: string
}

/** Amounts are JSON numbers in OPERA. */
export interface CurrencyAmount {
  amount: number
  currencyCode: string
}

/** Property-local, e.g. `2026-05-08 19:17:25.0`: no zone, though the vendor's schema says `date-time`. */
export type LocalTimestamp = string

export interface ChangeStamps {
  createDateTime: LocalTimestamp
  creatorId: string
  lastModifyDateTime: LocalTimestamp
  lastModifierId: string
}

export interface PersonName {
  givenName?: string
  surname?: string
  nameTitle?: string
  nameType: 'Primary' | 'Alternate' | 'Incognito' | 'External' | 'Phonetic'
}

export interface Address {
  addressLine?: string[]
  cityName?: string
  postalCode?: string
  country?: { code?: string; value?: string }
  type?: string
  primaryInd?: boolean
}

export interface ProfileMembership {
  membershipId: string
  membershipType: string
  membershipLevel?: string
  primaryMembership?: boolean
}

export interface PreferenceGroup {
  preferenceType: string
  preferenceTypeDescription?: string
  preference: { preferenceValue: string; description?: string; global?: boolean }[]
}

export interface Profile extends Partial<ChangeStamps> {
  customer?: {
    personName?: PersonName[]
    /** OPERA's own language codes: one letter for most, e.g. E, G. */
    language?: string
    legalCompany?: string
    vipStatus?: string
    vipDescription?: string
  }
  addresses?: { addressInfo: (UniqueId & { address: Address })[] }
  telephones?: {
    telephoneInfo: (UniqueId & {
      telephone: { phoneNumber: string; phoneTechType?: string; phoneUseType?: string; primaryInd?: boolean }
    })[]
  }
  emails?: {
    emailInfo: (UniqueId & { email: { emailAddress: string; type?: string; primaryInd?: boolean } })[]
  }
  profileMemberships?: { profileMembership: ProfileMembership[] }
  preferenceCollection?: { preferenceType: PreferenceGroup[] }
  profileType?: string
  statusCode?: 'Active' | 'Inactive'
}

export interface ExternalReference {
  id: string
  /** Code of the external system that gave it. */
  idContext: string
}

export interface ProfileRecord {
  id: string
  externalReferences?: ExternalReference[]
  profile: Profile
}

export type ReservationStatus =
  | 'Reserved'
  | 'Requested'
  | 'NoShow'
  | 'Cancelled'
  | 'InHouse'
  | 'CheckedOut'
  | 'Waitlisted'
  | 'DueIn'
  | 'DueOut'
  | 'Walkin'
  | 'PendingCheckout'

export interface ReservationGuest {
  profileInfo?: { profileIdList?: UniqueId[]; profile?: Profile }
  primary?: boolean
}

export interface RoomRate {
  roomType: string
  ratePlanCode: string
  start?: string
  end?: string
  guestCounts?: { adults?: number; children?: number }
  numberOfUnits?: number
  sourceCode?: string
  marketCode?: string
  rates?: { rate?: { base?: { amountBeforeTax?: number; currencyCode?: string } }[] }
  total?: { amountBeforeTax?: number; currencyCode?: string }
}

export interface Comment extends Partial<UniqueId> {
  comment: { text: { value: string }; type?: string; commentTitle?: string; internal?: boolean }
}

/** One reservation as getReservation shows it, but for its status, which follows from the record and the day. */
export interface Reservation extends ChangeStamps {
  reservationIdList: UniqueId[]
  externalReferences?: ExternalReference[]
  sourceOfSale?: { sourceType?: string; sourceCode?: string }
  roomStay: {
    arrivalDate: string
    departureDate: string
    roomRates: RoomRate[]
    guestCounts: { adults: number; children: number }
    guarantee?: { guaranteeCode: string; shortDescription?: string }
    total: { amountBeforeTax: number; currencyCode: string }
    bookingMedium?: string
  }
  reservationGuests: ReservationGuest[]
  reservationPaymentMethods?: { paymentMethod: string; folioView?: number }[]
  comments?: Comment[]
  preferenceCollection?: PreferenceGroup[]
  cancellation?: { description?: string; code?: string; cancellationNo?: UniqueId; date?: string }
  hotelId: string
  roomStayReservation: boolean
}

export interface ReservationRecord {
  id: string
  outcome: StayOutcome
  reservation: Reservation
  /** In the reservation's currency. */
  paid: { depositRequired: number; deposit: number; atCheckout: number }
}

export interface BusinessEvent {
  id: string
  moduleName: 'Profile' | 'Reservation'
  actionType: string
  primaryKey: string
  hotelId: string
  createdDateTime: LocalTimestamp
  details: { dataElement: string; oldValue?: string; newValue?: string }[]
}

export interface ReservationLock {
  reservationId: string
  lockHandle: number
  /** Of somebody at the desk: no client of the sandbox takes it over. */
  isOthers?: boolean
  expiresAtMs: number
}
