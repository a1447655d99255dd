import type { Codec } from '../../codecs/codec.ts'
import { emailAddress } from '../../codecs/email-address.ts'
import { personName } from '../../codecs/name.ts'
import { phone } from '../../codecs/phone.ts'
import { readText } from '../../codecs/text.ts'
import { at, computed, defineMapping, type FieldMapping, listAt, type Mapping, valueAt } from '../mapping.ts'

/**
 * Customer as OPERA knows guests: a profile of crm/v1 profilesByIds, with its id lifted to `id`. Repeated parts
 * (e-mails, phones, memberships) mark one as primary; their order means nothing. OPERA leaves out what is empty and its
 * description requires no member of a profile, so nothing here is always sent.
 */
export function customerMapping({ phoneRegion }: { phoneRegion: string | undefined }): Mapping {
  const email = primary(
    { list: 'profile.emails.emailInfo', flag: 'email.primaryInd', value: 'email.emailAddress' },
    emailAddress(),
  )
  const phoneNumber = primary(
    {
      list: 'profile.telephones.telephoneInfo',
      flag: 'telephone.primaryInd',
      value: 'telephone.phoneNumber',
    },
    phone(phoneRegion === undefined ? {} : { defaultRegion: phoneRegion }),
  )
  return defineMapping({
    entity: 'Customer',
    id: 'id',
    version: 'profile.lastModifyDateTime',
    // The vendor's description allows no null in a text.
    cleared: '',
    fields: {
      // Copies of what the CRM says, for the desk: nobody reads them here but for whether they are right.
      givenName: namePart('givenName'),
      familyName: namePart('surname'),
      email,
      phone: phoneNumber,
      vipLevel: at('profile.customer.vipStatus'),
      membershipNumber: primary({
        list: 'profile.profileMemberships.profileMembership',
        flag: 'primaryMembership',
        value: 'membershipId',
      }),
      stayPreferences: computed([preferenceList], readPreferences, comparePreferences),
    },
    matchKeys: { email, phone: phoneNumber },
  })
}

interface PrimaryPaths {
  list: string
  /** Within an element. */
  flag: string
  value: string
}

/** The value of a list's primary element, or of its first when none is marked. */
function primary({ list, flag, value }: PrimaryPaths, codec?: Codec<string, string>): FieldMapping {
  const [flagPath, valuePath] = [flag.split('.'), value.split('.')]
  const read = (raw: unknown) => {
    const elements = listAt(raw, list)
    const chosen = primaryElement(elements, (element) => valueAt(element, flagPath) === true)
    const written = valueAt(chosen, valuePath)
    if (written === undefined || written === null || written === '') return null
    return codec ? codec.decode(written as string) : readText(written, 'text')
  }
  return computed([`${list}.${value}`], read, codec && compared(list, codec))
}

const nameList = 'profile.customer.personName'

/** The guest's own name, beside those for other purposes. */
function namePart(part: 'givenName' | 'surname'): FieldMapping {
  return computed(
    [`${nameList}.${part}`],
    (raw) => {
      const written = valueAt(primaryElement(listAt(raw, nameList), isPrimaryName), [part])
      const isNone = written === undefined || written === null || written === ''
      return isNone ? null : personName().decode(written as string)
    },
    compared(part, personName()),
  )
}

/**
 * How a value compares with what is read. It is sent otherwise: profile-details.ts and preference-changes.ts put it beside
 * what else the profile has.
 */
function compared(name: string, codec: Codec<string, string>) {
  return (value: unknown, target: Record<string, unknown>) => {
    target[name] = value === null ? null : codec.encode(value as string)
  }
}

export function isPrimaryName(name: unknown): boolean {
  return valueAt(name, ['nameType']) === 'Primary'
}

/** The one that is marked, or the first when none is. */
export function primaryElement<Element>(
  elements: readonly Element[],
  isPrimary: (element: Element) => boolean,
): Element | undefined {
  return elements.find(isPrimary) ?? elements[0]
}

const preferenceList = 'profile.preferenceCollection.preferenceType'

/** Groups of preferences, flattened; one without a value says nothing. */
function readPreferences(raw: unknown): unknown {
  return listAt(raw, preferenceList).flatMap((group) => {
    const kind = textAt(group, 'preferenceType')
    return listAt(group, 'preference').flatMap((preference) => {
      const value = textAt(preference, 'preferenceValue')
      return kind === null || value === null
        ? []
        : [{ kind, value, description: textAt(preference, 'description') }]
    })
  })
}

/** Their order means nothing, and their descriptions are the hotel's. */
function comparePreferences(value: unknown, target: Record<string, unknown>): void {
  const pairs = ((value ?? []) as readonly Record<string, unknown>[]).map(
    (one) => `${String(one.kind)} ${String(one.value)}`,
  )
  target.preferences = [...new Set(pairs)].toSorted()
}

function textAt(raw: unknown, name: string): string | null {
  const value = valueAt(raw, [name])
  return value === undefined || value === null ? null : readText(value, 'text')
}
