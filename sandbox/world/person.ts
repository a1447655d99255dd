/**
 * One invented person of the sandbox's hotel group, as they really are, and the key each system knows them
 * by (null: that system has no record of them). How each system spells them is that simulator's business.
 */
export interface Person {
  /** 1-based; also seeds everything that is derived for this person. */
  number: number
  givenName: string
  familyName: string
  /** Lower case, at example.com or example.org; null for walk-ins without one. */
  email: string | null
  /** E.164, from ranges reserved for fiction where the country has one. */
  phone: string | null
  company: string | null
  street: string
  postalCode: string
  city: string
  /** ISO 3166-1 alpha-2. */
  country: string
  /** BCP 47, e.g. de-DE. */
  language: string
  /** HubSpot contact id, digits. */
  crmId: string | null
  /** OPERA profile id, digits; `crsDuplicateIds` are further profiles that the front desk made by mistake. */
  crsId: string | null
  crsDuplicateIds: readonly string[]
  /** Business Central customer: id (GUID, upper or lower case as the vendor sends) and number. */
  erpId: string | null
  erpNumber: string | null
  /** Key in the company's own database. */
  databaseKey: string | null
}
