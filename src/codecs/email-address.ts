import { BadValueError, type Codec } from './codec.ts'
import { readText } from './text.ts'

/** RFC 5321: no longer address can be delivered to. */
const maxLength = 254

/** What the HTML standard calls a valid e-mail address, which is also what the EmailAddress scalar lets out. */
const form =
  /^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/

/**
 * An e-mail address in lower case, local part too: systems disagree about case, and no mail host in use tells
 * `Anna@` from `anna@`. Display names, `mailto:` and several addresses in one field are not an address.
 */
export function emailAddress(): Codec<string, string> {
  return { name: 'emailAddress', decode: readEmailAddress, encode: readEmailAddress }
}

function readEmailAddress(source: string): string {
  const expected = 'an e-mail address of the form name@example.com'
  const address = readText(source, expected)
  if (address.length > maxLength || !form.test(address)) throw new BadValueError(`expected ${expected}`)
  return address.toLowerCase()
}
