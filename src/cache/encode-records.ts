import {
  BadValue,
  Drift,
  Reference,
  type DriftProblem,
  type SourceRecord,
} from '../datasources/source-record.ts'

/** A member that no canonical value has. */
const mark = '\u0001'

/**
 * A source record as JSON, for `decodeRecord`.
 *
 * @throws TypeError for one that would not come back as it is
 */
export function encodeRecord(record: SourceRecord): unknown {
  const { externalId, version, values, matchKeys, drifted } = record
  return [
    externalId,
    version,
    encodeValue(values),
    matchKeys,
    drifted ? [...drifted].map(([name, drift]) => [name, encodeValue(drift)]) : null,
  ]
}

/** The same record. @throws TypeError for what is none, or of a form of another version */
export function decodeRecord(encoded: unknown): SourceRecord {
  const [externalId, version, values, matchKeys, drifted] = Array.isArray(encoded)
    ? (encoded as unknown[])
    : []
  const isWhole =
    typeof externalId === 'string' &&
    (version === null || typeof version === 'string') &&
    isObject(values) &&
    isObject(matchKeys) &&
    Object.values(matchKeys).every((key) => typeof key === 'string')
  if (!isWhole) throw new TypeError('no record')
  const record = {
    externalId,
    version,
    values: decodeValue(values) as Record<string, unknown>,
    matchKeys: matchKeys as Record<string, string>,
  }
  return drifted === null ? record : { ...record, drifted: decodeDrifts(drifted) }
}

function decodeDrifts(encoded: unknown): ReadonlyMap<string, Drift> {
  const pairs = Array.isArray(encoded) ? (encoded as unknown[]) : [null]
  return new Map(
    pairs.map((pair) => {
      const [name, drift] = Array.isArray(pair) ? (pair as unknown[]) : []
      const decoded = decodeValue(drift)
      if (typeof name !== 'string' || !(decoded instanceof Drift)) throw new TypeError('no drift')
      return [name, decoded]
    }),
  )
}

function encodeValue(value: unknown): unknown {
  if (value instanceof Reference) return { [mark]: 'reference', of: [value.entity, value.externalId] }
  if (value instanceof Drift) return { [mark]: 'drift', of: [value.path, value.problem] }
  if (value instanceof BadValue) return { [mark]: 'bad', of: [value.reason] }
  if (Array.isArray(value)) return value.map(encodeValue)
  if (!isObject(value)) return value
  if (mark in value) throw new TypeError('a value has a member that is ours')
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, encodeValue(member)]))
}

function decodeValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decodeValue)
  if (!isObject(value)) return value
  if (mark in value) return decodeMarked(value)
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, decodeValue(member)]))
}

function decodeMarked({ [mark]: kind, of }: Record<string, unknown>): unknown {
  const [first = '', second = ''] = Array.isArray(of) ? (of as string[]) : []
  switch (kind) {
    case 'reference':
      return new Reference(first, second)
    case 'drift':
      return new Drift(first, second as DriftProblem)
    case 'bad':
      return new BadValue(first)
    default:
      throw new TypeError('what was kept is of a form that this version does not know')
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
