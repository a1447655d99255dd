import { BadValueError, type Codec, unexpectedType } from './codec.ts'

const printableAscii = /^[ -~]*$/

/**
 * Text as a system sent it, trimmed and in NFC, so that equal names compare equal whoever typed them.
 * Lone surrogates and NUL are refused: neither survives JSON, PostgreSQL and the way back to the system.
 *
 * @throws BadValueError saying what was `expected`.
 */
export function readText(source: unknown, expected: string): string {
  if (typeof source !== 'string') throw unexpectedType(source, expected)
  // Most texts are: none of what follows is to be found in them.
  if (printableAscii.test(source)) return source.trim()
  if (!source.isWellFormed() || source.includes('\0')) {
    throw new BadValueError(`expected ${expected}`)
  }
  // Normalised first: NFC can turn a character into one that trims.
  return source.normalize('NFC').trim()
}

/** Free text. The empty string is text; a mapping that takes it for absence says so. */
export function text(): Codec<string, string> {
  const read = (source: string) => readText(source, 'well-formed text')
  return { name: 'text', decode: read, encode: read }
}
