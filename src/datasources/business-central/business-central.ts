import { z } from 'zod'
import { currencyCode } from '../../codecs/currency-code.ts'
import { phone } from '../../codecs/phone.ts'
import { Secret } from '../../secrets/secret.ts'
import { defineDatasource } from '../define-datasource.ts'
import { quotaOption } from '../kit/quota-option.ts'
import type { Mapping } from '../mapping.ts'
import type { RecordCalls } from '../vendor-calls.ts'
import type { WriteCalls } from '../write-calls.ts'
import { byEmail } from './by-email.ts'
import { changesOf, changeTime } from './changes.ts'
import { createEntitySet, type EntitySet, type EntitySetOptions } from './client.ts'
import { customerWriting } from './customer-writing.ts'
import { businessCentralFailures, businessCentralRequestId } from './failures.ts'
import { codeFilter, containsFilter, dateFilter, instantFilter, memberFilter } from './filters.ts'
import { businessCentralInspection } from './inspect.ts'
import { itemWriting } from './item-writing.ts'
import { byCode, byGuidReference, byId, listOf } from './look-ups.ts'
import { entraLogin } from './login.ts'
import {
  customerBlocks,
  customerMapping,
  externalReferenceLength,
  inventoryItemMapping,
  orderMapping,
  orderStates,
  stockMapping,
} from './mapping.ts'
import { guidPattern } from './odata.ts'
import { modelFormat } from './read-model.ts'
import { orderPaths, orderWriting } from './order-writing.ts'
import { createRecordWrites } from './record-writes.ts'
import { adjustmentPaths, stockWriting } from './stock-writing.ts'

const name = z.string().regex(/^[\w.-]+$/, 'expected letters, digits, dots and dashes')
const httpUrl = z.url({ protocol: /^https?$/ })

const options = z.strictObject({
  baseUrl: httpUrl
    .default('https://api.businesscentral.dynamics.com')
    .describe('Address of the API, before /v2.0'),
  tenant: name.describe('Microsoft Entra tenant: its id or domain'),
  environment: name.describe('Environment of the tenant, e.g. production'),
  companyId: z
    .guid()
    .transform((id) => id.toLowerCase())
    .describe('Id of the company (a GUID), from the list of companies'),
  tokenUrl: httpUrl
    .optional()
    .describe("Where tokens are issued; Microsoft's endpoint of the tenant unless told"),
  clientId: z.string().min(1).describe('Id of the application that the gateway is to Entra'),
  clientSecret: z.instanceof(Secret).describe('Its secret, by env() or secretFile()'),
  scope: z
    .string()
    .min(1)
    .default('https://api.businesscentral.dynamics.com/.default')
    .describe('OAuth scope of the API'),
  localCurrency: z
    .string()
    .refine((code) => succeeds(() => currencyCode().decode(code)), 'expected an ISO 4217 code such as EUR')
    .describe("The company's own currency: that of amounts and records that name none"),
  defaultPhoneRegion: z
    .string()
    .refine((code) => succeeds(() => phone({ defaultRegion: code })), 'expected an ISO 3166 code such as DE')
    .optional()
    .describe('Country of phone numbers without a country code'),
  stockAdjustments: z
    .string()
    .regex(
      /^[\w-]+\/[\w-]+\/(v\d+\.\d+|beta)$/,
      'expected publisher/group/version such as contoso/inventory/v1.0',
    )
    .optional()
    .describe(
      'Custom API with a page stockAdjustments, as publisher/group/version: API v2.0 cannot adjust stock',
    ),
  quota: quotaOption({ calls: 6_000, perMs: 300_000 }),
})

/** Business Central API v2.0 over OData, as ERP: customers, sales orders with their lines, items and their stock. */
export const businessCentral = defineDatasource({
  vendor: 'Business Central API v2.0',
  options,
  open(given, tools) {
    const { baseUrl, tenant, environment, companyId, localCurrency, defaultPhoneRegion, ...others } = given
    const { quota, stockAdjustments, ...entra } = others
    const { failure, warn } = tools
    const { tokenUrl = `https://login.microsoftonline.com/${tenant}/oauth2/v2.0/token` } = entra
    const mappingOptions = { localCurrency, defaultPhoneRegion, warn }
    const customers = tools.mapping(customerMapping(mappingOptions))
    const orders = tools.mapping(orderMapping(mappingOptions))
    const items = tools.mapping(inventoryItemMapping(mappingOptions))
    const stock = tools.mapping(stockMapping())
    const mappings = [customers, orders, items, stock]
    const failures = businessCentralFailures(mappings)
    const connection = {
      baseUrl: `${baseUrl.replace(/\/+$/, '')}/v2.0/${tenant}/${environment}/api`,
      credentials: [entraLogin({ ...entra, tokenUrl }, tools)],
      failures,
      // The vendor's limit a user; what is above it waits in a queue there and may time out.
      maxConcurrent: 5,
      quotas: { general: quota },
      requestIdHeader: 'request-id',
      requestId: businessCentralRequestId,
    }
    const transport = tools.transport(connection)
    const sets: EntitySetOptions = { transport, companyId, failure }
    const writes = createRecordWrites(sets, failures)
    const pathsOf = (...names: string[]) => ({ paths: names.map((name) => [name]) })
    const custom =
      stockAdjustments === undefined
        ? null
        : {
            adjustments: createEntitySet(
              sets,
              'stockAdjustments',
              { paths: adjustmentPaths, api: stockAdjustments },
              100,
            ),
            writes: createRecordWrites(sets, failures, stockAdjustments),
          }
    return {
      inspect: businessCentralInspection({
        // The model is no JSON, whatever is asked for.
        transport: tools.transport({ ...connection, format: modelFormat }),
        mappings,
        failure,
      }),
      records: [
        customerCalls(sets, customers, (set) =>
          customerWriting({
            customers: set,
            paymentTerms: createEntitySet(sets, 'paymentTerms', pathsOf('id', 'code'), 10),
            mapping: customers,
            writes,
            failure,
          }),
        ),
        {
          ...orderCalls(sets, orders),
          writing: orderWriting({
            orders: createEntitySet(sets, 'salesOrders', { paths: orderPaths }, 100),
            invoices: createEntitySet(sets, 'salesInvoices', pathsOf('id', 'orderId'), 10),
            writes,
            localCurrency,
            failure,
          }),
        },
        { ...inventoryItemCalls(sets, items), writing: itemWriting(writes) },
        { ...stockCalls(sets, stock), writing: stockWriting({ custom, failure }) },
      ],
    }
  },
})

/** Not by phone: the vendor keeps numbers as they were typed and compares them as text. */
function customerCalls(
  sets: EntitySetOptions,
  mapping: Mapping,
  writingOf: (customers: EntitySet) => WriteCalls,
): RecordCalls {
  const customers = createEntitySet(sets, 'customers', withPlace(mapping), 500)
  return {
    mapping,
    writing: writingOf(customers),
    idPattern: guidPattern,
    changedSince: changesOf(customers, 500),
    byId: byId(customers),
    byKey: { customerNumber: byCode(customers, 'number'), email: byEmail(customers) },
    list: listOf(customers, {
      filters: {
        customerNumber: codeFilter('number'),
        blocked: memberFilter('blocked', customerBlocks),
      },
      sorts: { customerNumber: 'number' },
      direction: 'ASC',
    }),
  }
}

/** Replies hold 100 orders, because each comes with its lines. */
function orderCalls(sets: EntitySetOptions, mapping: Mapping): RecordCalls {
  const orders = createEntitySet(sets, 'salesOrders', withPlace(mapping), 100)
  return {
    mapping,
    idPattern: guidPattern,
    changedSince: changesOf(orders, 100),
    byId: byId(orders),
    byKey: { number: byCode(orders, 'number') },
    byReference: { customer: byGuidReference(orders, 'customerId', 500) },
    list: listOf(orders, {
      filters: {
        number: codeFilter('number'),
        status: memberFilter('status', orderStates),
        externalReference: codeFilter('externalDocumentNumber', externalReferenceLength),
        orderDate: dateFilter('orderDate'),
        updatedAt: instantFilter('lastModifiedDateTime'),
      },
      sorts: { number: 'number', orderDate: 'orderDate', updatedAt: 'lastModifiedDateTime' },
      direction: 'DESC',
    }),
  }
}

function inventoryItemCalls(sets: EntitySetOptions, mapping: Mapping): RecordCalls {
  const items = createEntitySet(sets, 'items', withPlace(mapping), 500)
  return {
    mapping,
    idPattern: guidPattern,
    changedSince: changesOf(items, 500),
    byId: byId(items),
    byKey: { sku: byCode(items, 'number') },
    list: listOf(items, {
      filters: {
        sku: codeFilter('number'),
        name: containsFilter('displayName', 100),
        category: codeFilter('itemCategoryCode'),
        updatedAt: instantFilter('lastModifiedDateTime'),
      },
      sorts: { sku: 'number', name: 'displayName', updatedAt: 'lastModifiedDateTime' },
      direction: 'ASC',
    }),
  }
}

function stockCalls(sets: EntitySetOptions, mapping: Mapping): RecordCalls {
  return {
    mapping,
    idPattern: guidPattern,
    byId: byId(createEntitySet(sets, 'items', withPlace(mapping), 500)),
  }
}

/** Pages resume from a record's number, and changes from its time, whatever is mapped. */
function withPlace({ paths }: Mapping): Pick<Mapping, 'paths'> {
  return { paths: [['number'], [changeTime], ...paths] }
}

function succeeds(attempt: () => unknown): boolean {
  try {
    attempt()
    return true
  } catch {
    return false
  }
}
