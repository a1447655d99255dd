import { readFile } from 'node:fs/promises'
import {
  at,
  dateTime,
  defineDatasource,
  defineMapping,
  emailAddress,
  offsetOf,
  offsetPage,
  phone,
} from 'headwater'
import { z } from 'zod'

const entry = z.looseObject({ no: z.int(), mail: z.string() })
const notKept = 'the address book does not keep it'

const email = at('mail', emailAddress())
const phoneNumber = at('phone', phone({ defaultRegion: 'DE' }))

/** An entry as a Customer: every field that the schema gives to the CRM is here, or says why it is not. */
const entryMapping = defineMapping({
  entity: 'Customer',
  id: 'no',
  version: 'changed',
  fields: {
    givenName: 'name.given',
    familyName: 'name.family',
    email,
    phone: phoneNumber,
    updatedAt: at('changed', dateTime()),
  },
  unavailable: {
    company: notKept,
    language: notKept,
    address: notKept,
    lifecycleStage: notKept,
    leadSource: notKept,
    campaign: notKept,
    marketingConsent: notKept,
    accountManager: notKept,
    lastEnquiry: notKept,
    createdAt: notKept,
  },
  matchKeys: { email, phone: phoneNumber },
})

/** A CRM of the company's own: a JSON file. */
export const addressBook = defineDatasource({
  vendor: 'Address book',
  options: z.strictObject({ file: z.string().describe('Absolute path of the JSON file') }),
  open({ file }, { mapping, failure }) {
    const readEntries = async () => {
      try {
        return z.array(entry).parse(JSON.parse(await readFile(file, 'utf8')))
      } catch (error) {
        throw failure(error instanceof z.ZodError ? 'SCHEMA_DRIFT' : 'UNAVAILABLE', error)
      }
    }
    return {
      records: [
        {
          mapping: mapping(entryMapping),
          idPattern: /^\d{1,6}$/,
          byId: {
            max: 100,
            load: async (ids) => ({
              records: (await readEntries()).filter(({ no }) => ids.includes(String(no))),
            }),
          },
          byKey: {
            email: {
              max: 100,
              load: async (emails) =>
                (await readEntries()).filter(({ mail }) => emails.includes(mail.trim().toLowerCase())),
            },
          },
          list: {
            paging: 'SHIFTING',
            filters: {},
            sorts: [],
            async load({ first, after }) {
              const rest = (await readEntries()).slice(offsetOf(after))
              return offsetPage(after, rest.slice(0, first), rest.length > first)
            },
          },
        },
      ],
    }
  },
})
