import { BadValueError, type Codec } from './codec.ts'
import { readText } from './text.ts'

/**
 * ISO 4217: the currencies whose minor unit is not a hundredth. Stands here because Intl answers with CLDR's
 * display digits, which are 0 for HUF, IDR, IQD, LBP, PKR and others: wrong by a factor of 100 or 1000.
 */
const withoutMinorUnit = new Set('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'.split(' '))
const withThousandths = new Set('BHD IQD JOD KWD LYD OMR TND'.split(' '))

const known = new Set(Intl.supportedValuesOf('currency'))

/** How many decimals the currency's minor unit has: EUR 2, JPY 0, BHD 3. */
export function minorDigits(currency: string): number {
  if (withoutMinorUnit.has(currency)) return 0
  return withThousandths.has(currency) ? 3 : 2
}

/** @throws BadValueError unless the source is an ISO 4217 code in use, in any case. */
export function readCurrencyCode(source: unknown): string {
  const expected = 'an ISO 4217 currency code such as EUR'
  const code = readText(source, expected).toUpperCase()
  if (!known.has(code)) throw new BadValueError(`expected ${expected}`)
  return code
}

/** An ISO 4217 currency code in upper case. */
export function currencyCode(): Codec<string, string> {
  return { name: 'currencyCode', decode: readCurrencyCode, encode: readCurrencyCode }
}
