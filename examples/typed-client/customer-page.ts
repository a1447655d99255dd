/** Prints a customer over all systems. Usage: node customer-page.ts <e-mail> */
import { createClient } from './client.ts'
import { CustomerPageDocument } from './operations.generated.ts'

const query = createClient({
  url: process.env.HEADWATER_URL ?? 'http://localhost:4000/graphql',
  apiKey: process.env.HEADWATER_API_KEY ?? 'sandbox-developer',
})

const { data, errors } = await query(CustomerPageDocument, { email: process.argv[2] ?? '' })
const lines = errors.map(({ message, extensions }) => `${extensions.code}: ${message}`)

// Every field that needs a system may be null, and the types say so: the compiler asks what to show then.
const customer = data?.customer
if (customer) {
  const { givenName, familyName, loyaltyPoints, creditLimit, bookings } = customer
  lines.push(`${givenName ?? ''} ${familyName ?? '(name unknown)'}`.trim())
  lines.push(`loyalty points: ${loyaltyPoints ?? 'unknown'}`)
  lines.push(`credit limit: ${creditLimit ? `${creditLimit.amount} ${creditLimit.currency}` : 'unknown'}`)
  for (const { node: booking } of bookings?.edges ?? []) {
    if (booking)
      lines.push(`${booking.arrival ?? '?'} to ${booking.departure ?? '?'}: ${booking.status ?? '?'}`)
  }
} else if (errors.length === 0) {
  lines.push('No system knows this customer.')
}
process.stdout.write(`${lines.join('\n')}\n`)
process.exitCode = errors.length === 0 ? 0 : 1
