import { emailAddress } from '../../codecs/email-address.ts'
import { personName } from '../../codecs/name.ts'
import { phone } from '../../codecs/phone.ts'
import { at, computed, defineMapping, type Mapping, valueAt } from '../mapping.ts'

/** Customer as getGuestList has it, with `includeGuestInfo`; none of its members is described as required. */
export function customerMapping({ phoneRegion }: { phoneRegion: string | undefined }): Mapping {
  const email = at('guestEmail', emailAddress())
  const number = phone(phoneRegion === undefined ? {} : { defaultRegion: phoneRegion })
  const phoneNumber = computed(['guestPhone', 'guestCellPhone'], (raw) => {
    const written = valueAt(raw, ['guestPhone']) || valueAt(raw, ['guestCellPhone'])
    return written === undefined || written === null || written === ''
      ? null
      : number.decode(written as string)
  })
  return defineMapping({
    entity: 'Customer',
    id: 'guestID',
    fields: {
      givenName: at('guestFirstName', personName()),
      familyName: at('guestLastName', personName()),
      email,
      phone: phoneNumber,
    },
    unavailable: {
      vipLevel: 'Cloudbeds keeps no rank of guests',
      membershipNumber: 'Cloudbeds keeps no memberships',
      stayPreferences: 'Cloudbeds keeps requests of a stay as text, no preferences',
    },
    matchKeys: { email, phone: phoneNumber },
  })
}

const namesInList = {
  firstName: 'guestFirstName',
  lastName: 'guestLastName',
  email: 'guestEmail',
  phone: 'guestPhone',
  cellPhone: 'guestCellPhone',
  isMerged: 'isMerged',
} as const

/** A guest of getGuest, which names neither the id nor the members as the list does. */
export function asListed(guestID: string, guest: unknown): Record<string, unknown> {
  const members = Object.entries(namesInList).map(([own, listed]) => [listed, valueAt(guest, [own])])
  return { ...(Object.fromEntries(members) as Record<string, unknown>), guestID }
}
