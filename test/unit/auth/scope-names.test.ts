import { describeUnknownScope } from '../../../src/auth/scope-names.ts'
import { loadSdl } from '../../../src/schema/load-sdl.ts'
import { readCatalog } from '../../../src/schema/read-catalog.ts'

const { catalog } = readCatalog(loadSdl())

test.each([
  'read:*',
  'write:*',
  'read:Customer',
  'write:Booking',
  'read:Customer.email',
  'write:Booking.arrival',
  'read:Customer.bookings',
  'read:availability',
  'read:systems',
  'read:identityReviews',
  'write:cancelBooking',
  'write:retryWrite',
  'write:confirmWrite',
])('%s is a scope', (scope) => {
  expect(describeUnknownScope(scope, catalog)).toBeNull()
})

test.each<[scope: string, says: RegExp]>([
  ['Customer', /is no scope: write it as read:Customer$/],
  ['customer.email', /write it as read:Customer\.email$/],
  ['', /write it as read:\*, read:Customer or/],
  ['ALL', /is no scope/],
  ['customers:read', /begin with read: or write:/],
  ['raed:Customer', /did you mean read\?/],
  ['READ:Customer', /did you mean read\?/],
  ['read:Custmer', /names nothing of the schema: did you mean Customer\?/],
  ['read:availabilty', /did you mean availability\?/],
  ['read:Customer.emial', /no field of Customer: did you mean email\?/],
  ['read:Custmer.email', /names no entity: did you mean Customer\?/],
  ['read:Customer.address.city', /no field of Customer/],
  ['read:Customer.*', /no field of Customer/],
  ['read:Customer.', /no field of Customer/],
  ['read:customers', /leads to Customer: write read:Customer$/],
  ['write:availability', /can only be read: write read:availability$/],
  ['read:cancelBooking', /can only be done: write write:cancelBooking$/],
  ['write:updateCustomer', /leads to Customer: write write:Customer$/],
  ['write:cancelBoking', /did you mean cancelBooking\?/],
  ['read:', /names nothing/],
  ['read:* ', /names nothing/],
  ['read:constructor', /names nothing/],
  ['read:Customer.constructor', /no field of Customer/],
  ['read:Customer\nwrite:*', /names nothing/],
])('%j is none, and what was meant is said', (scope, says) => {
  expect(describeUnknownScope(scope, catalog)).toMatch(says)
})
