import { parsePhoneNumberFromString } from 'libphonenumber-js/min'
import { GatewayError } from '../../errors/gateway-error.ts'
import type { ListRequest } from '../datasource.ts'
import type { Mapping } from '../mapping.ts'
import { offsetOf, offsetPage, type RawPage } from '../paging.ts'
import type { RecordCalls } from '../vendor-calls.ts'
import type { WriteCalls } from '../write-calls.ts'
import { maxIdsPerCall, type ProfileReads } from './profile-reads.ts'
import { idPattern } from './unique-ids.ts'

/** Look-ups answered by one load: as many searches at once (each takes one value), then one call for the profiles. */
const maxKeysPerLoad = 25

/** Guests: profiles of crm/v1. */
export function customerCalls(mapping: Mapping, reads: ProfileReads, writing: WriteCalls): RecordCalls {
  return {
    mapping,
    writing,
    idPattern,
    byId: { max: maxIdsPerCall, load: async (ids, call) => ({ records: await reads.load(ids, call) }) },
    byKey: {
      email: { max: maxKeysPerLoad, load: (values, call) => reads.loadByKeys('email', values, call) },
      phone: {
        max: maxKeysPerLoad,
        load: (values, call) => reads.loadByKeys('phone', values.flatMap(nationalDigits), call),
      },
      membershipNumber: {
        max: maxKeysPerLoad,
        load: (values, call) => reads.loadByKeys('membership', values, call),
      },
    },
    list: {
      paging: 'SHIFTING',
      filters: { membershipNumber: ['EQ'] },
      sorts: [],
      async load(request, call) {
        const number = membershipNumberOf(request)
        const found = await reads.loadByKeys('membership', [number], call)
        // The search also finds other programmes' cards.
        const own = found.filter((raw) => mapping.read(raw).values.membershipNumber === number)
        return pageOf(own, request)
      },
    },
  }
}

/** OPERA keeps phones as they were typed and searches their digits; the national part is in every spelling. */
export function nationalDigits(e164: string): string[] {
  const digits = parsePhoneNumberFromString(e164)?.nationalNumber
  return digits === undefined ? [] : [digits]
}

/** @throws GatewayError BAD_USER_INPUT without it: OPERA lists no profiles without a criterion */
function membershipNumberOf({ filter }: ListRequest): string {
  const condition = filter.find(({ field }) => field === 'membershipNumber')
  if (typeof condition?.value === 'string') return condition.value
  throw new GatewayError('BAD_USER_INPUT', 'CRS guests are only listed by membershipNumber: filter by it.')
}

function pageOf(records: readonly unknown[], { after, first }: ListRequest): RawPage {
  const start = offsetOf(after)
  return offsetPage(after, records.slice(start, start + first), records.length > start + first)
}
