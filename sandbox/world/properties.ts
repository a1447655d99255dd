export interface RoomType {
  code: string
  name: string
  /** How many of them the house has. */
  rooms: number
  /** A night at the BAR rate, minor units of the property's currency. */
  nightlyCents: number
}

export interface RatePlan {
  code: string
  name: string
  /** Of the room type's nightly price. */
  percent: number
}

export interface Property {
  /** OPERA hotel id. */
  code: string
  name: string
  street: string
  postalCode: string
  city: string
  country: string
  timeZone: string
  currency: 'EUR' | 'USD'
  phone: string
  roomTypes: readonly RoomType[]
  ratePlans: readonly RatePlan[]
}

const ratePlans: readonly RatePlan[] = [
  { code: 'BAR', name: 'Best available rate', percent: 100 },
  { code: 'ADV', name: 'Advance purchase', percent: 85 },
  { code: 'CORP', name: 'Corporate', percent: 90 },
  { code: 'BB', name: 'Bed and breakfast', percent: 115 },
]

/** The group's three houses: two time zones, two currencies. */
export const properties: readonly Property[] = [
  {
    code: 'HWBER',
    name: 'Headwater Berlin',
    street: 'Musterufer 1',
    postalCode: '10115',
    city: 'Berlin',
    country: 'DE',
    timeZone: 'Europe/Berlin',
    currency: 'EUR',
    phone: '+493023125900',
    roomTypes: [
      { code: 'SGL', name: 'Single room', rooms: 20, nightlyCents: 9_900 },
      { code: 'DBL', name: 'Double room', rooms: 60, nightlyCents: 13_900 },
      { code: 'STE', name: 'Suite', rooms: 8, nightlyCents: 28_900 },
    ],
    ratePlans,
  },
  {
    code: 'HWMUC',
    name: 'Headwater München',
    street: 'Beispielallee 12',
    postalCode: '80331',
    city: 'München',
    country: 'DE',
    timeZone: 'Europe/Berlin',
    currency: 'EUR',
    phone: '+498999998900',
    roomTypes: [
      { code: 'SGL', name: 'Single room', rooms: 15, nightlyCents: 11_900 },
      { code: 'DBL', name: 'Double room', rooms: 45, nightlyCents: 16_900 },
      { code: 'FAM', name: 'Family room', rooms: 10, nightlyCents: 21_900 },
    ],
    ratePlans,
  },
  {
    code: 'HWNYC',
    name: 'Headwater New York',
    street: '100 Sample Street',
    postalCode: '10001',
    city: 'New York',
    country: 'US',
    timeZone: 'America/New_York',
    currency: 'USD',
    phone: '+12125550190',
    roomTypes: [
      { code: 'QUE', name: 'Queen room', rooms: 50, nightlyCents: 24_900 },
      { code: 'KNG', name: 'King room', rooms: 40, nightlyCents: 29_900 },
      { code: 'STE', name: 'Suite', rooms: 6, nightlyCents: 59_900 },
    ],
    ratePlans,
  },
]
