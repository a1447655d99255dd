/** Every field of a customer, with bookings, orders and their items: all four systems, every record kind. */
export const wholeCustomer = `
  id givenName familyName email phone company language
  address { street postalCode city region country }
  lifecycleStage leadSource campaign { source medium name } marketingConsent { email sms updatedAt }
  accountManager createdAt updatedAt
  vipLevel membershipNumber stayPreferences { kind value description }
  customerNumber creditLimit { amount currency } balanceDue { amount currency } paymentTerms taxId blocked
  customerKey loyaltyPoints segment lifetimeValue { amount currency }
  bookings(first: 100) { edges { node {
    confirmationNumber status property { code name timeZone } roomType ratePlan arrival departure adults children
    totalPrice { amount currency } deposit { amount currency } paymentStatus sourceChannel specialRequests
    createdAt updatedAt attribution { source medium name }
  } } }
  orders(first: 100) { edges { node {
    number status orderDate currency netAmount { amount currency } taxAmount { amount currency }
    totalAmount { amount currency } invoicedAmount { amount currency } shippedState externalReference updatedAt
    lines {
      sku description quantity unitPrice { amount currency } discount { amount currency } amount { amount currency }
      item { sku name category unit unitPrice { amount currency } onHand updatedAt }
    }
  } } }
`

export const wholeCustomerByEmail = `query ($email: EmailAddress!) { customer(email: $email) { ${wholeCustomer} } }`
export const wholeCustomerById = `query ($id: ID!) { customer(id: $id) { ${wholeCustomer} } }`

export interface Connection<Node> {
  edges: { cursor: string; node: Node }[]
  pageInfo: { hasNextPage: boolean; endCursor: string | null }
}
