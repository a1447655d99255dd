// The /min metadata: possible lengths are all we ask for. The rest of /max says which numbers are assigned, and
// would refuse ranges reserved for fiction and ranges newer than the installed library.
import {
  type CountryCode,
  isSupportedCountry,
  type PhoneNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/min'
import { BadValueError, type Codec } from './codec.ts'
import { readText } from './text.ts'

export interface PhoneOptions {
  /** ISO 3166-1 alpha-2: the country whose numbers this system writes without a country code. Without it they are refused. */
  defaultRegion?: string
  /** E.164 has no extension. `refuse` (default): a switchboard is not the person. `drop` where it is only dialled. */
  extension?: 'refuse' | 'drop'
}

/**
 * A phone number in E.164, `+4930100000`. A number counts when its length is possible in its country, whether or not
 * it is assigned. `00` reads as `+`, unless in that region it means something else.
 *
 * @throws TypeError at once for an unknown default region.
 */
export function phone({ defaultRegion, extension = 'refuse' }: PhoneOptions = {}): Codec<string, string> {
  if (defaultRegion !== undefined && !isSupportedCountry(defaultRegion)) {
    throw new TypeError(`phone: no such region: ${defaultRegion}`)
  }
  const region = defaultRegion

  function read(source: string): string {
    const expected = region
      ? `a phone number of ${region}, or one with its country code`
      : 'a phone number with its country code'
    // Pasted from a phone's contacts, numbers come wrapped in invisible direction marks.
    const written = readText(source, expected).replace(/\p{Cf}/gu, '')
    // 00 is the prefix for abroad in most countries, but not in all; a number that both readings allow is neither.
    const asDialled = parse(written, region)
    const asAbroad = parse(written.replace(/^\(?00\)?(?=[\s()/.-]*[1-9])/, '+'), region)
    const number = asDialled ?? asAbroad
    if (number === undefined || (asAbroad !== undefined && asAbroad.number !== number.number)) {
      throw new BadValueError(`expected ${expected}`)
    }
    if (number.ext !== undefined && extension === 'refuse') {
      throw new BadValueError('expected a phone number without an extension')
    }
    return number.number
  }

  return { name: region ? `phone(${region})` : 'phone', decode: read, encode: read }
}

function parse(written: string, region: CountryCode | undefined): PhoneNumber | undefined {
  const number = parsePhoneNumberFromString(written, {
    extract: false,
    ...(region === undefined ? {} : { defaultCountry: region }),
  })
  // With one zero too many (+49 00 30...) what comes out would parse as another number.
  const stable = number && parsePhoneNumberFromString(number.number)?.number === number.number
  return stable && number.isPossible() ? number : undefined
}
