import { customerMapping } from '../../../../src/datasources/opera/customer-mapping.ts'
import { instructionsFor, profileParts } from '../../../../src/datasources/opera/fetch-instructions.ts'

const mapping = customerMapping({ phoneRegion: undefined })

describe('OPERA is asked for the parts that a mapping reads', () => {
  test('the standard mapping', () => {
    const asked = instructionsFor(mapping.paths, profileParts, 'Profile')
    expect(asked.toSorted()).toEqual(['Communication', 'Membership', 'Preference', 'Profile'])
  })

  test("a company's own field brings its part along", () => {
    const own = mapping.extend({ homeCity: 'profile.addresses.addressInfo' })
    expect(instructionsFor(own.paths, profileParts, 'Profile')).toContain('Address')
  })
})
