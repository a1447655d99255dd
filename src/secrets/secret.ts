import { inspect } from 'node:util'

/**
 * A value that must never be shown. It prints as `[secret]` wherever it is logged, interpolated or serialised;
 * `reveal()` is for the one place that sends it.
 */
export class Secret {
  readonly #value: string
  /** Where it came from, safe to print: `env HUBSPOT_TOKEN`. */
  readonly origin: string

  constructor(value: string, origin: string) {
    this.#value = value
    this.origin = origin
  }

  reveal(): string {
    return this.#value
  }

  toString(): string {
    return '[secret]'
  }

  toJSON(): string {
    return '[secret]'
  }

  [inspect.custom](): string {
    return `[secret from ${this.origin}]`
  }
}
