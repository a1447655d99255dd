import { z } from 'zod'
import { Secret } from '../../secrets/secret.ts'
import { defineDatasource } from '../define-datasource.ts'
import { quotaOption } from '../kit/quota-option.ts'
import { bearer } from '../transport/credentials.ts'
import { createContactApi } from './contact-api.ts'
import { contactChanges } from './contact-changes.ts'
import { contactFilters } from './contact-filters.ts'
import { contactList } from './contact-list.ts'
import { contactReads } from './contact-reads.ts'
import { contactWrites } from './contact-writes.ts'
import { hubspotFailures, hubspotRequestId } from './failures.ts'
import { hubspotInspection } from './inspect.ts'
import { customerMapping, customPropertyDefaults, lifecycleStages, requestedProperties } from './mapping.ts'

const propertyName = z.string().regex(/^[a-z][a-z0-9_]*$/, 'expected the internal name of a property')

const options = z.strictObject({
  token: z
    .instanceof(Secret)
    .describe(
      'Access token of a private app with crm.objects.contacts.read, and .write for what the gateway changes',
    ),
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .default('https://api.hubapi.com')
    .describe('Address of the API'),
  pathPrefix: z
    .string()
    .regex(/^(\/[\w.-]+)+$/, 'expected a path such as /crm/v3/objects')
    .default('/crm/v3/objects')
    .describe('Where the object types begin; newer API versions are dated, e.g. /crm/objects/2026-03'),
  defaultPhoneRegion: z
    .string()
    .regex(/^[A-Z]{2}$/, 'expected an ISO 3166 code such as DE')
    .optional()
    .describe('Country of phone numbers that are written without a country code'),
  lifecycleStages: z
    .partialRecord(z.enum(lifecycleStages), z.array(z.string().min(1)))
    .default({})
    .describe("The company's own lifecycle stages: canonical stage → ids of the stages that mean it"),
  properties: z
    .strictObject({
      utmSource: propertyName.default(customPropertyDefaults.utmSource),
      utmMedium: propertyName.default(customPropertyDefaults.utmMedium),
      utmCampaign: propertyName.default(customPropertyDefaults.utmCampaign),
      emailConsent: propertyName.default(customPropertyDefaults.emailConsent),
      smsConsent: propertyName.default(customPropertyDefaults.smsConsent),
      consentAt: propertyName.default(customPropertyDefaults.consentAt),
      consentSource: propertyName.default(customPropertyDefaults.consentSource),
    })
    .default(customPropertyDefaults)
    .describe("Internal names of the company's own properties for campaign and marketing consent"),
  quota: quotaOption({ calls: 190, perMs: 10_000 }),
  searchQuota: quotaOption({ calls: 5, perMs: 1_000 }),
  maxConcurrent: z.int().positive().default(10).describe('Most calls in flight'),
})

/** HubSpot CRM v3 as CRM: contacts. */
export const hubspot = defineDatasource({
  vendor: 'HubSpot CRM v3',
  options,
  open(
    { token, baseUrl, pathPrefix, maxConcurrent, quota, searchQuota, ...portal },
    { transport, failure, ...tools },
  ) {
    const mapping = tools.mapping(customerMapping({ ...portal, warn: tools.warn }))
    const http = transport({
      baseUrl,
      credentials: [bearer(token)],
      failures: hubspotFailures(mapping),
      maxConcurrent,
      quotas: { general: quota, search: searchQuota },
      requestIdHeader: 'x-hubspot-correlation-id',
      requestId: hubspotRequestId,
    })
    const common = { transport: http, contactsPath: `${pathPrefix}/contacts`, failure }
    const api = createContactApi({ ...common, properties: requestedProperties(mapping) })
    return {
      inspect: hubspotInspection({ transport: http, pathPrefix, token, failure }),
      records: [
        {
          mapping,
          // Above 18 digits it is no 64-bit number, and HubSpot would refuse the whole batch for it.
          idPattern: /^[1-9]\d{0,17}$/,
          ...contactReads(api, failure),
          changedSince: contactChanges(api),
          list: contactList(api, mapping, contactFilters(mapping, portal.lifecycleStages), tools.system),
          writing: contactWrites({ ...common, api, mapping }),
        },
      ],
    }
  },
})
