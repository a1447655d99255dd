/**
 * Telephone numbers from ranges that their regulators keep for fiction (Bundesnetzagentur, Ofcom, ARCEP, the
 * North American 555-01xx). People of other countries have no phone here: theirs could be somebody's.
 */
interface FictionRange {
  countryCode: string
  area: string
  /** Digits after the area code that are always the same. */
  head: string
  /** How many digits follow. */
  tail: number
}

const ranges: Record<string, readonly FictionRange[]> = {
  DE: [
    { countryCode: '49', area: '30', head: '23125', tail: 3 },
    { countryCode: '49', area: '89', head: '99998', tail: 3 },
    { countryCode: '49', area: '40', head: '66969', tail: 3 },
    { countryCode: '49', area: '69', head: '90009', tail: 3 },
    { countryCode: '49', area: '221', head: '4710', tail: 3 },
  ],
  GB: [
    { countryCode: '44', area: '20', head: '79460', tail: 3 },
    { countryCode: '44', area: '161', head: '4960', tail: 3 },
  ],
  US: ['202', '212', '312', '415', '617', '206'].map((area) => ({
    countryCode: '1',
    area,
    head: '55501',
    tail: 2,
  })),
  FR: [
    { countryCode: '33', area: '1', head: '9900', tail: 4 },
    { countryCode: '33', area: '6', head: '3998', tail: 4 },
  ],
}

export type PhoneStyle = 'e164' | 'international' | 'trunkInParentheses' | 'doubleZero' | 'national'

/** @returns E.164, different for every number below 600, or null for a country without a range for fiction */
export function phoneOf(country: string, number: number): string | null {
  const candidates = ranges[country]
  const range = candidates?.[number % candidates.length]
  if (!candidates || !range) return null
  const subscriber = String(Math.floor(number / candidates.length)).padStart(range.tail, '0')
  return `+${range.countryCode}${range.area}${range.head}${subscriber.slice(-range.tail)}`
}

/** The same number as people type it. `national` means nothing outside its country: use it for one's own. */
export function formatPhone(e164: string, style: PhoneStyle): string {
  const range = Object.values(ranges)
    .flat()
    .find(({ countryCode, area, head }) => e164.startsWith(`+${countryCode}${area}${head}`))
  if (!range || style === 'e164') return e164
  const { countryCode, area } = range
  const rest = e164.slice(1 + countryCode.length + area.length)
  if (countryCode === '1') {
    const local = `${rest.slice(0, 3)}-${rest.slice(3)}`
    if (style === 'doubleZero') return `001 ${area} ${local}`
    return style === 'national' ? `(${area}) ${local}` : `+1 (${area}) ${local}`
  }
  if (style === 'national') return `0${area} / ${rest}`
  if (style === 'doubleZero') return `00${countryCode} ${area} ${rest}`
  return style === 'trunkInParentheses'
    ? `+${countryCode} (0)${area} ${rest}`
    : `+${countryCode} ${area} ${rest}`
}
