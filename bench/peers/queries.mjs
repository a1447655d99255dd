/** The schema that every peer serves, and what it is asked. Headwater's is in ../gateway/model.graphql, its fields nullable. */
export const typeDefs = /* GraphQL */ `
  type Query {
    customer(id: ID!): Customer
    customers(ids: [ID!]!): [Customer]!
  }
  type Customer {
    id: ID!
    firstName: String!
    lastName: String!
    email: String!
    phone: String!
    country: String!
    status: String!
    createdAt: String!
    bookings: [Booking!]!
    orders: [Order!]!
    loyalty: Loyalty
  }
  type Booking {
    id: ID!
    hotelCode: String!
    roomType: String!
    arrival: String!
    departure: String!
    status: String!
    adults: Int!
    totalAmount: Float!
    currency: String!
  }
  type Order {
    id: ID!
    placedAt: String!
    status: String!
    currency: String!
    total: Float!
    lines: [OrderLine!]!
  }
  type OrderLine {
    lineNo: Int!
    sku: String!
    quantity: Int!
    unitPrice: Float!
    stock: Inventory
  }
  type Inventory {
    sku: String!
    onHand: Int!
    reserved: Int!
    warehouse: String!
  }
  type Loyalty {
    points: Int!
    tier: String!
    tags: [String!]!
    orderCount: Int!
    lifetimeValue: Float!
  }
`
