/**
 * One conversion between how a system writes a value and how the canonical model has it, declared once for
 * both directions. `decode` and `encode` never see null or undefined: the mapping passes absence through.
 *
 * Law, property-tested for every codec: `decode(encode(value))` equals `value` for every canonical value.
 */
export interface Codec<Source, Canonical> {
  /** Shown in docs and in messages about values that do not convert, e.g. `phone(DE)`. */
  readonly name: string
  /** @throws BadValueError when the source value cannot be converted without guessing. */
  decode(source: Source): Canonical
  encode(value: Canonical): Source
}

/**
 * A value that cannot be converted. The field reads null with UPSTREAM_BAD_VALUE and is never written back.
 * `reason` is shown to clients: it describes the expectation and never quotes the value, which may be personal.
 */
export class BadValueError extends Error {
  override readonly name: string = 'BadValueError'
  readonly reason: string

  constructor(reason: string) {
    super(reason)
    this.reason = reason
  }
}

/** A value of another JSON type than the system agreed to send: not this value is wrong, the system has changed. */
export class WrongTypeError extends BadValueError {
  override readonly name = 'WrongTypeError'
}

/** What a codec throws for a value that is not of its source type; an empty place says nothing about types. */
export function unexpectedType(source: unknown, expected: string): BadValueError {
  const Kind = source === null || source === undefined ? BadValueError : WrongTypeError
  return new Kind(`expected ${expected}`)
}
