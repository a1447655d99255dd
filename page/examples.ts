import availability from './examples/availability.graphql?raw'
import bookingWithGuest from './examples/booking-with-guest.graphql?raw'
import changeCustomer from './examples/change-customer.graphql?raw'
import customerPage from './examples/customer-page.graphql?raw'
import followWrite from './examples/follow-write.graphql?raw'
import stock from './examples/stock.graphql?raw'
import systemDown from './examples/system-down.graphql?raw'
import whoOwnsWhat from './examples/who-owns-what.graphql?raw'

/** The tabs of a first visit, in order. A tab's title is the name of its operation. */
export const examples: readonly string[] = [
  customerPage,
  whoOwnsWhat,
  bookingWithGuest,
  stock,
  availability,
  systemDown,
  changeCustomer,
  followWrite,
]
