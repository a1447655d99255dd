import fc from 'fast-check'
import { commentWith } from '../../../examples/hoteldruid/bookings.ts'
import { guestMapping } from '../../../examples/hoteldruid/guests.ts'
import { capitalised, storedBytes } from '../../../examples/hoteldruid/stored-text.ts'

test('a name is compared as it will be stored: each word with a capital of ASCII, and nothing else changed', () => {
  expect(['anna-marie élodie', 'von der LEYEN', '"q" test', ' d’arc ', '山田 taro'].map(capitalised)).toEqual(
    ['Anna-marie élodie', 'Von Der LEYEN', '"q" Test', 'D’arc', '山田 Taro'],
  )
})

test('a spelling that comes to the same in HotelDruid is no difference', () => {
  const { write } = guestMapping({ phoneRegion: 'DE' })
  expect(write({ familyName: 'de  la cruz' })).toEqual(write({ familyName: 'De La Cruz' }))
})

test('the length of a text is counted in bytes, entities and all', () => {
  expect(['abc', 'é', '山', '&', '"', "'", '<'].map(storedBytes)).toEqual([3, 2, 3, 5, 6, 6, 4])
})

test('a comment is what the guest wrote and, behind it, the reference', () => {
  expect(commentWith('Quiet room', 'hw-1')).toBe('Quiet room\n[ref hw-1]')
  expect(commentWith('', 'hw-1')).toBe('[ref hw-1]')
})

test('whatever a guest writes, the reference is the last line', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(commentWith(text, 'hw-1').split('\n').at(-1)).toBe('[ref hw-1]')
    }),
  )
})
