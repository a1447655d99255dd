import fc from 'fast-check'
import { loadSdl } from '../../../src/schema/load-sdl.ts'
import { readCatalog } from '../../../src/schema/read-catalog.ts'

const files = loadSdl()

test('no file at all is refused in words', () => {
  expect(readCatalog([]).problems).toEqual([
    { file: 'SDL', line: 1, message: 'Query root type must be provided: correct it here' },
  ])
})

test('whatever words are struck out, the SDL is read to its end and problems have a place', () => {
  const strike = fc.record({
    file: fc.nat({ max: files.length - 1 }),
    word: fc.nat(),
    count: fc.integer({ min: 1, max: 4 }),
  })
  fc.assert(
    fc.property(fc.array(strike, { minLength: 1, maxLength: 3 }), (strikes) => {
      const broken = files.map(({ path, text }, index) => {
        const words = text.split(/(?<=\s)/)
        for (const { file, word, count } of strikes) {
          if (file === index) words.splice(word % words.length, count)
        }
        return { path, text: words.join('') }
      })
      const { problems } = readCatalog(broken)
      for (const { file, line, message } of problems) {
        expect(broken.map(({ path }) => path)).toContain(file)
        expect(line).toBeGreaterThan(0)
        expect(message).toMatch(/: /)
      }
    }),
    { numRuns: 60 },
  )
})
