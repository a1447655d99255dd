import {
  at,
  defineMapping,
  emailAddress,
  personName,
  phone,
  type Codec,
  type Mapping,
  type SqlRelation,
} from 'headwater'
import { capitalised, plainText } from './stored-text.ts'

const notKept = (what: string) => `HotelDruid keeps no ${what} of a guest`

const name: Codec<string, string> = {
  ...personName(),
  name: 'personName, capitalised',
  encode: (value) => capitalised(personName().encode(value)),
}

/** Customer as HotelDruid knows guests: copies of what the CRM says, by which a guest is recognised. */
export function guestMapping({ phoneRegion }: { phoneRegion: string | undefined }): Mapping {
  const email = at('email', emailAddress())
  const phoneNumber = at('phone', phone(phoneRegion === undefined ? {} : { defaultRegion: phoneRegion }))
  return defineMapping({
    entity: 'Customer',
    id: 'id',
    version: 'version',
    always: true,
    fields: { givenName: at('given', name), familyName: at('family', name), email, phone: phoneNumber },
    unavailable: {
      vipLevel: notKept('level'),
      membershipNumber: notKept('membership'),
      stayPreferences: notKept('preferences'),
    },
    matchKeys: { email, phone: phoneNumber },
  })
}

/** A guest's nickname carries the reference of whoever entered them: nothing else that the form takes is free. */
export const guestRelation: SqlRelation = {
  from: `(select idclienti as id, xmin::text as version, ${plainText('nome')} as given, ${plainText('cognome')} as family,
    ${plainText('email')} as email, ${plainText('telefono')} as phone, soprannome as reference from clienti)`,
  id: { column: 'id', type: 'integer' },
  keys: {
    email: { column: 'email', compare: 'IGNORE_CASE' },
    phone: { column: 'phone', compare: 'LAST_DIGITS' },
    reference: { column: 'reference' },
  },
}
