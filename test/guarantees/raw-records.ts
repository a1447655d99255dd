/** The simulators' own records, as far as the guarantees read them. */

export interface Contact {
  id: string
  properties: Record<string, string | undefined>
  createdAt: string
  updatedAt: string
}
export type BcRecord = Record<string, string | number | boolean>
export interface ProfileRecord {
  id: string
  profile: {
    customer?: { vipStatus?: string }
    profileMemberships?: { profileMembership: { membershipId: string; primaryMembership: boolean }[] }
    preferenceCollection?: {
      preferenceType: {
        preferenceType: string
        preference: { preferenceValue: string; description: string }[]
      }[]
    }
  }
}
export interface ReservationRecord {
  id: string
  outcome: string
  reservation: {
    reservationIdList: { id: string; type: string }[]
    hotelId: string
    roomStay: {
      arrivalDate: string
      departureDate: string
      roomRates: { roomType: string; ratePlanCode: string; sourceCode: string }[]
      guestCounts: { adults: number; children: number }
      total: { amountBeforeTax: number; currencyCode: string }
    }
    reservationGuests: { profileInfo: { profileIdList: { id: string }[] } }[]
  }
  paid: { depositRequired: number; deposit: number; atCheckout: number }
}
