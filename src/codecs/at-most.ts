import { BadValueError, type Codec } from './codec.ts'

/**
 * The same codec for a system that holds no longer text: what would be cut off, or refused, is not sent. What comes from
 * there is read whatever its length.
 */
export function atMost<Source, Canonical>(
  maxLength: number,
  codec: Codec<Source, Canonical>,
): Codec<Source, Canonical> {
  return {
    name: codec.name,
    decode: (source) => codec.decode(source),
    encode(value) {
      const source = codec.encode(value)
      if (typeof source === 'string' && source.length > maxLength)
        throw new BadValueError(`expected at most ${maxLength} characters`)
      return source
    },
  }
}
