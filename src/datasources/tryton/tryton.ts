import { z } from 'zod'
import { localDateInZone } from '../../codecs/zoned-dates.ts'
import { Secret } from '../../secrets/secret.ts'
import { defineDatasource } from '../define-datasource.ts'
import { createTrytonClient } from './client.ts'
import { customerWriting } from './customer-writing.ts'
import { customerCalls } from './customers.ts'
import { trytonFailures } from './failures.ts'
import { trytonInspection } from './inspect.ts'
import { inventoryItemCalls, stockCalls } from './inventory-items.ts'
import { itemWriting } from './item-writing.ts'
import { customerMapping, inventoryItemMapping, orderMapping, stockMapping } from './mapping.ts'
import { orderWriting } from './order-writing.ts'
import { orderCalls } from './orders.ts'
import { trytonSession } from './session.ts'
import { stockWriting } from './stock-writing.ts'
import { trytonDate } from './values.ts'
import { createWarehouse } from './warehouse.ts'

const options = z.strictObject({
  url: z
    .string()
    .regex(/^https?:\/\/[^/?#@\s]+\/[^/?#@\s]+\/?$/, 'expected https://<host>/<database>/')
    .describe('Address of the server with its database: https://erp.example.com/<database>/'),
  user: z
    .string()
    .min(1)
    .describe(
      'Login of the account: it reads parties, sales, stock, products and invoices, and writes what is changed',
    ),
  password: z.instanceof(Secret).describe('Its password, by env() or secretFile()'),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'expected an ISO 4217 code such as EUR')
    .describe("The company's currency; checked against the server"),
  warehouse: z
    .union([z.string().min(1), z.int().positive()])
    .describe('The stock location whose stock counts, by code or id; usually a warehouse'),
  timeZone: z
    .string()
    .refine(isTimeZone, 'expected an IANA time zone such as Europe/Berlin')
    .default('UTC')
    .describe('IANA time zone in which the company has its today'),
  forecastDays: z
    .int()
    .min(0)
    .max(3650)
    .default(0)
    .describe('Stock moves planned until so many days from today count in what is available'),
  language: z
    .string()
    .min(2)
    .optional()
    .describe("Language of translated names and messages, e.g. en; the account's own unless told"),
  phoneRegion: z
    .string()
    .regex(/^[A-Z]{2}$/, 'expected an ISO 3166 code such as DE')
    .optional()
    .describe('Country of phone numbers without a country code'),
  taxIdType: z
    .string()
    .regex(/^[a-z]{2}_\w+$/, 'expected a type of identifiers that is of a tax, such as eu_vat')
    .default('eu_vat')
    .describe("Type of a new party's tax identifier, as Tryton names it"),
  maxConcurrent: z.int().positive().default(8).describe('Most calls in flight'),
})

/**
 * Tryton 6.0 over JSON-RPC: parties, sales, products and their stock. It can be the ERP, the CRM or both: a party is mapped
 * as whole as it is, and which fields are its own to decide, the schema says for the system that it plays.
 */
export const tryton = defineDatasource({
  vendor: 'Tryton 6.0',
  options,
  open(given, tools) {
    const { url, user, password, currency, language, phoneRegion, maxConcurrent, ...own } = given
    const { failure, now, warn } = tools
    const mappingOptions = { currency, phoneRegion, warn }
    const customers = tools.mapping(customerMapping(mappingOptions))
    const orders = tools.mapping(orderMapping(mappingOptions))
    const items = tools.mapping(inventoryItemMapping(mappingOptions))
    const transport = tools.transport({
      baseUrl: url,
      credentials: [trytonSession({ user, password, language: language ?? 'en', failure })],
      failures: trytonFailures([customers, orders, items]),
      maxConcurrent,
    })
    const client = createTrytonClient({ transport, currency, language, failure })
    const warehouse = createWarehouse(client, own.warehouse, failure)
    const dayOf = localDateInZone(own.timeZone)
    const dayFrom = (days: number) =>
      trytonDate().encode(dayOf.decode(new Date(now() + days * dayMs).toISOString()))
    const records = [
      {
        ...customerCalls(client, customers),
        writing: customerWriting({ client, taxIdType: own.taxIdType, failure }),
      },
      { ...orderCalls(client, orders), writing: orderWriting({ client, currency, warehouse, failure }) },
      { ...inventoryItemCalls(client, items), writing: itemWriting(client, failure) },
      {
        ...stockCalls(client, tools.mapping(stockMapping()), {
          warehouse,
          dayFrom,
          forecastDays: own.forecastDays,
        }),
        writing: stockWriting({ client, warehouse, today: () => dayFrom(0), failure }),
      },
    ]
    return { records, inspect: trytonInspection({ transport, records, failure }) }
  },
})

const dayMs = 86_400_000

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
