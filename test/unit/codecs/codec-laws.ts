import fc from 'fast-check'
import { BadValueError, type Codec } from '../../../src/codecs/codec.ts'

export interface CodecClaims<Source, Canonical> {
  /** Values as real systems have them, with what they mean. */
  reads: readonly (readonly [Source, Canonical])[]
  /** Values that no reading of them is safe, also of types that the vendor never promised. */
  refuses: readonly unknown[]
  /** How a canonical value goes back. */
  writes: readonly (readonly [Canonical, Source])[]
  /** Any canonical value. */
  canonical: fc.Arbitrary<Canonical>
}

/** The laws of codec.ts and the examples of one codec, each as a test of its own. */
export function testCodec<Source, Canonical>(
  codec: Codec<Source, Canonical>,
  { reads, refuses, writes, canonical }: CodecClaims<Source, Canonical>,
): void {
  test.each(reads)('reads %j as %j', (source, value) => {
    expect(codec.decode(source)).toEqual(value)
  })

  test.each(refuses.map((value) => [value]))('refuses %p', (value) => {
    expect(() => codec.decode(value as Source)).toThrow(BadValueError)
  })

  test.each(writes)('writes %j as %j', (value, source) => {
    expect(codec.encode(value)).toEqual(source)
  })

  test('reads back every canonical value that it writes', () => {
    fc.assert(fc.property(canonical, (value) => expect(codec.decode(codec.encode(value))).toEqual(value)))
  })

  test('writes what it read so that it reads the same again, or refuses to write it', () => {
    const again = (source: unknown) => {
      const read = outcome(() => codec.decode(source as Source))
      if (!('value' in read)) return
      const written = outcome(() => codec.encode(read.value))
      if ('value' in written) expect(codec.decode(written.value)).toEqual(read.value)
    }
    for (const [source] of reads) again(source)
    fc.assert(fc.property(fc.oneof(anySource, nearSource(codec, canonical)), again))
  })

  test('throws nothing but BadValueError, whose reason never quotes the value', () => {
    fc.assert(
      fc.property(fc.oneof(anySource, nearSource(codec, canonical)), (source) => {
        const read = outcome(() => codec.decode(source as Source))
        // Shorter values are in any sentence.
        if ('reason' in read && typeof source === 'string' && source.trim().length > 5) {
          expect(read.reason).not.toContain(source.trim())
        }
      }),
    )
  })
}

/** Any code units, half surrogates and NUL too, beside everything that is not text. */
const anyText = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 32, max: 126 })), { maxLength: 30 })
  .map((units) => String.fromCharCode(...units))
const anySource: fc.Arbitrary<unknown> = fc.oneof(
  anyText,
  fc.stringMatching(/^[-+0-9.,:eETZ@ ()/]{0,20}$/),
  fc.double(),
  fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true, withSparseArray: true }),
)

/** Sources one edit away from good ones, which get further into a codec than noise does. */
function nearSource<Source, Canonical>(codec: Codec<Source, Canonical>, canonical: fc.Arbitrary<Canonical>) {
  return fc.tuple(canonical, anyText, fc.nat(), fc.nat(3)).map(([value, noise, position, cut]): unknown => {
    const source: unknown = codec.encode(value)
    if (typeof source !== 'string') return source
    const at = position % (source.length + 1)
    return source.slice(0, at) + noise.slice(0, 2) + source.slice(at + cut)
  })
}

function outcome<Value>(convert: () => Value): { value: Value } | { reason: string } {
  try {
    return { value: convert() }
  } catch (error) {
    expect(error).toBeInstanceOf(BadValueError)
    return { reason: (error as BadValueError).reason }
  }
}
