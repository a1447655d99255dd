/**
 * Persons with a known role, by number: the world's mess that tests and the README can name. What is said of one
 * system is how that system spells the person (see spellPerson); the Person itself is always clean.
 *
 * Beyond the cast, every person above 40 is messy by rule: systems write umlauts, accents, phones and countries
 * in different ways (by remainders of the number), some values are missing, some keys too.
 */
export const cast = {
  /**
   * Known to all four systems, clean everywhere, bookings in Berlin, Munich and New York, three orders. Keys: CRM
   * 401001, CRS 80003, ERP C10010 (id c0570000-0000-4000-8000-000000000001), DATABASE HG-00001.
   */
  showcase: 1,
  /** `Müller` in the CRM, `Mueller` in ERP and CRS. */
  umlautSpelledOut: 2,
  /** `Strauß` in the CRM, `STRAUSS` in the CRS, `Strauss` in the ERP. */
  sharpS: 3,
  /** `Hélène Lefèvre` in the CRM, `Helene Lefevre` elsewhere. */
  accentsDropped: 4,
  /** The CRS writes the whole person in upper case. */
  upperCase: 5,
  /** CRM phone as `030 / 23125...`. */
  phoneNational: 6,
  /** CRM phone as `+49 (0)89 ...`. */
  phoneTrunkInParentheses: 7,
  /** CRM phone as `0049 ...`. */
  phoneDoubleZero: 8,
  /** No phone anywhere. */
  phoneMissing: 9,
  /** 60 bookings and 45 orders: more than a page of anything. */
  frequent: 10,
  /** Two persons, one phone. In the CRS neither has an e-mail, so the phone alone is ambiguous there. */
  couple: [11, 12],
  /** CRM country `Deutschland`. */
  countryInGerman: 13,
  /** CRM country `GERMANY`. */
  countryUpperCase: 14,
  /** CRM country `USA`. */
  countryUsa: 15,
  /** CRM country `U.K.`. */
  countryUk: 16,
  /** CRM country `Atlantis`: cannot be converted. */
  countryUnconvertible: 17,
  /** CRM e-mail `info@`: cannot be converted. The phone is right, so the person can still be matched. */
  emailUnconvertible: 18,
  /** CRM phone `n/a`: cannot be converted. */
  phoneUnconvertible: 19,
  /** CRM phone `030 / 1000000`: no country, and the person does not live in Germany; no phone elsewhere. */
  phoneDoubtful: 20,
  /** CRM consent_timestamp (a text property) `31.02.2026`: no such day. */
  dateUnconvertible: 21,
  /** Two and three CRS profiles with one e-mail. */
  crsDuplicates: [22, 23],
  /** Business e-mail in the CRM, private one in CRS, ERP and DATABASE; one phone everywhere. */
  differentEmails: 24,
  /** CRM and CRS write the e-mail with capitals, the ERP with spaces around it. */
  emailCase: 25,
  /** Name and e-mail, nothing else anywhere. */
  almostNothing: 26,
  /** Known to all four, but no booking and no order. */
  withoutHistory: 27,
  /** ERP: blocked for everything, over the credit limit. */
  blocked: 28,
  /** CRM language `Klingon`, marketing consent never asked. */
  languageUnconvertible: 29,
  onlyCrm: 31,
  onlyCrs: 32,
  onlyErp: 33,
  onlyDatabase: 34,
  /** Guests who came to the desk: CRS only, no e-mail; the second has no phone either. */
  walkIns: [35, 36],
  /** Known to CRM and ERP, never a guest. */
  shopOnly: 37,
  /** Known to CRM and CRS, never bought anything. */
  guestOnly: 38,
} as const

/** The last number of the cast; the others are made by chance. */
export const lastCastNumber = 40
