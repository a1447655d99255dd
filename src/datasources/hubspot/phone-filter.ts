import { parsePhoneNumberFromString } from 'libphonenumber-js/min'
import type { SearchFilter } from './contact-api.ts'

/**
 * Contacts that may have one of these E.164 numbers, however their numbers are written. HubSpot calculates a searchable
 * form of `phone`: digits only, and by its documentation without the country code. How it treats trunk zeros is not
 * documented, and where it does not recognise the country the code may have stayed; so each number is asked for in all
 * three forms. The result can hold numbers of other countries: callers compare.
 *
 * @returns null when none of the values is a number, so that nothing can match
 */
export function phoneFilter(phones: readonly string[]): SearchFilter | null {
  const values = new Set(phones.flatMap(searchableForms))
  if (values.size === 0) return null
  return { propertyName: 'hs_searchable_calculated_phone_number', operator: 'IN', values: [...values] }
}

function searchableForms(phone: string): string[] {
  const number = /^\+\d{4,15}$/.test(phone) ? parsePhoneNumberFromString(phone) : undefined
  if (!number) return []
  const { nationalNumber } = number
  return [nationalNumber, nationalNumber.replace(/^0+/, ''), phone.slice(1)].filter(Boolean)
}
