import { describeUnknownScope } from '../../../src/auth/scope-names.ts'
import { loadSdl } from '../../../src/schema/load-sdl.ts'
import { readCatalog } from '../../../src/schema/read-catalog.ts'

const { catalog } = readCatalog(loadSdl())

test.each(['read:*', 'write:*', 'read:Customer', 'write:Booking.arrival'])('%s is known', (scope) => {
  expect(describeUnknownScope(scope, catalog)).toBeNull()
})

test.each([
  ['read:Custmer', /no entity Custmer; did you mean Customer\?/],
  ['read:Customer.emial', /Customer has no field emial; did you mean email\?/],
  ['reed:Customer', /reed:Customer is no scope: .* e\.g\. read:Customer\.email/],
  ['read:', /is no scope/],
  ['read:Customer.email.length', /is no scope/],
  ['*', /is no scope/],
])('%s is not, and the fix is said', (scope, says) => {
  expect(describeUnknownScope(scope, catalog)).toMatch(says)
})
