import { customerCount } from './simulate/records.ts'

export type QuestionName = 'Q1' | 'Q2' | 'Q3' | 'M1'

/** What a gateway is sent; `number` makes each one different. */
export interface Question {
  name: QuestionName
  query: string
  variables(number: number): Readonly<Record<string, unknown>>
}

/** How many customers Q3 asks for. */
const listed = 50

/** The mix: one customer, a page over all systems, a list, a change. Without a database, Q2 leaves out what it holds. */
export function createQuestions({
  hasDatabase,
}: {
  hasDatabase: boolean
}): Readonly<Record<QuestionName, Question>> {
  const loyalty = hasDatabase ? 'loyalty { points tier tags orderCount lifetimeValue }' : ''
  const customerOf = (number: number) => `c${1 + (number % customerCount)}`
  return {
    Q1: {
      name: 'Q1',
      query:
        'query Q1($id: ID!) { customer(id: $id) { id firstName lastName email phone country status createdAt } }',
      variables: (number) => ({ id: customerOf(number * 7) }),
    },
    Q2: {
      name: 'Q2',
      query: `query Q2($id: ID!) { customer(id: $id) { id firstName lastName email phone country status
  bookings { id hotelCode roomType arrival departure status adults totalAmount currency }
  orders { id placedAt status currency total lines { sku quantity unitPrice stock { onHand reserved warehouse } } }
  ${loyalty} } }`,
      variables: (number) => ({ id: customerOf(number * 11) }),
    },
    Q3: {
      name: 'Q3',
      query: `query Q3($ids: [ID!]!) { customers(ids: $ids) { id firstName lastName email
  bookings { id hotelCode arrival departure status totalAmount }
  orders { id placedAt status total lines { sku quantity unitPrice } } } }`,
      variables: (number) => ({
        ids: Array.from({ length: listed }, (_, index) => customerOf(number * 13 + index)),
      }),
    },
    M1: {
      name: 'M1',
      query: `mutation M1($id: ID!, $email: String!) { updateCustomer(id: $id, input: { email: $email }) {
  customer { id email } receipts { status } } }`,
      variables: (number) => ({ id: customerOf(number * 17), email: `changed.${number}@example.com` }),
    },
  }
}

export function bodyOf({ name, query, variables }: Question, number: number): string {
  return JSON.stringify({ operationName: name, query, variables: variables(number) })
}
