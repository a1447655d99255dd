// Three OpenAPI descriptions become one supergraph; what links the systems is declared.
import { defineConfig } from '@graphql-mesh/compose-cli'
import { loadOpenAPISubgraph } from '@omnigraph/openapi'

const endpoint = process.env.SIM_URL
const subgraph = (name, options = {}) => ({
  sourceHandler: loadOpenAPISubgraph(name, { source: `./openapi/${name}.json`, endpoint, ...options }),
})

export const composeConfig = defineConfig({
  subgraphs: [
    subgraph('crm', { selectQueryOrMutationField: [{ fieldName: 'readContacts', type: 'query' }] }),
    subgraph('crs'),
    subgraph('erp'),
  ],
  additionalTypeDefs: /* GraphQL */ `
    extend type Query {
      customer(id: ID!): Customer
        @resolveTo(
          sourceName: "crm"
          sourceTypeName: "Query"
          sourceFieldName: "readContact"
          sourceArgs: { id: "{args.id}" }
        )
      customers(ids: [ID!]!): [Customer!]!
        @resolveTo(
          sourceName: "crm"
          sourceTypeName: "Query"
          sourceFieldName: "readContacts"
          sourceArgs: { input: { ids: "{args.ids}" } }
          result: "items"
        )
    }
    type Loyalty {
      points: Int!
      tier: String!
      tags: [String!]!
      orderCount: Int!
      lifetimeValue: Float!
    }
    extend type Customer {
      bookings: [Booking!]!
        @resolveTo(
          sourceName: "crs"
          sourceTypeName: "Query"
          sourceFieldName: "readReservations"
          requiredSelectionSet: "{ id }"
          keyField: "id"
          keysArg: "guestIds"
          valueKeyField: "guestId"
          result: "items"
        )
      orders: [Order!]!
        @resolveTo(
          sourceName: "erp"
          sourceTypeName: "Query"
          sourceFieldName: "readOrders"
          requiredSelectionSet: "{ id }"
          keyField: "id"
          keysArg: "customerIds"
          valueKeyField: "customerId"
          result: "items"
        )
      loyalty: Loyalty
    }
    extend type OrderLine {
      stock: Inventory!
        @resolveTo(
          sourceName: "erp"
          sourceTypeName: "Query"
          sourceFieldName: "readStock"
          requiredSelectionSet: "{ sku }"
          keyField: "sku"
          keysArg: "skus"
          valueKeyField: "sku"
          result: "items"
        )
    }
  `,
})
