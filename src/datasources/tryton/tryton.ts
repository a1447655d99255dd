import { z } from 'zod'
import { Secret } from '../../secrets/secret.ts'
import { defineDatasource } from '../define-datasource.ts'
import { createTrytonClient } from './client.ts'
import { customerCalls } from './customers.ts'
import { trytonFailures } from './failures.ts'
import { trytonInspection } from './inspect.ts'
import { inventoryItemCalls, stockCalls } from './inventory-items.ts'
import { customerMapping, inventoryItemMapping, orderMapping, stockMapping } from './mapping.ts'
import { orderCalls } from './orders.ts'
import { trytonSession } from './session.ts'

const options = z.strictObject({
  url: z
    .string()
    .regex(/^https?:\/\/[^/?#@\s]+\/[^/?#@\s]+\/?$/, 'expected https://<host>/<database>/')
    .describe('Address of the server with its database: https://erp.example.com/<database>/'),
  user: z
    .string()
    .min(1)
    .describe('Login of the account: it reads parties, sales, stock, products and invoices'),
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
  maxConcurrent: z.int().positive().default(8).describe('Most calls in flight'),
})

/** Tryton 6.0 over JSON-RPC, as ERP: parties, sales, products and their stock. */
export const tryton = defineDatasource({
  vendor: 'Tryton 6.0',
  options,
  open({ url, user, password, currency, language, phoneRegion, maxConcurrent, ...stock }, tools) {
    const { failure, now, warn } = tools
    const mappingOptions = { currency, phoneRegion, warn }
    const customers = tools.mapping(customerMapping(mappingOptions))
    const orders = tools.mapping(orderMapping(mappingOptions))
    const transport = tools.transport({
      baseUrl: url,
      credentials: [trytonSession({ user, password, language: language ?? 'en', failure })],
      failures: trytonFailures([customers, orders]),
      maxConcurrent,
    })
    const client = createTrytonClient({ transport, currency, language, failure })
    const records = [
      customerCalls(client, customers),
      orderCalls(client, orders),
      inventoryItemCalls(client, tools.mapping(inventoryItemMapping(mappingOptions))),
      stockCalls(client, tools.mapping(stockMapping()), { ...stock, now, failure }),
    ]
    return { records, inspect: trytonInspection({ transport, records, failure }) }
  },
})

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
