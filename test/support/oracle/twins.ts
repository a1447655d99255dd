import type { Principal } from '../../../src/auth/principal.ts'
import { drawLookUp, type DrawnDocument } from './draw-document.ts'
import { numberOf } from './identities.ts'
import type { Expected } from './model.ts'
import type { Answer, Oracle } from './open-oracle.ts'
import type { Prng } from './prng.ts'
import type { World, WorldRecord } from './world.ts'

/** A question, once for a record that the caller may not see, once for one that does not exist. */
export interface Twins {
  principal: Principal
  hidden: DrawnDocument
  missing: DrawnDocument
  /**
   * Whether both are decided by the same kinds of record. They are not where the hidden record lacks one of them, e.g. an
   * order without a customer, where the missing one was known once, and where a system has to be asked whether it knows an id.
   */
  takeTheSame: boolean
}

/** How far a ghost's number is from that of the record it is like. */
const ghostly = 100

/** Adds a double of every record of an entity that is somebody's: met like the others, and then deleted by `bury`. */
export function addGhosts(world: World): void {
  const doubled = world.records.filter(({ entity }) => entity !== 'InventoryItem')
  world.records.push(
    ...doubled.map((record): WorldRecord => {
      const { id, values, matchKeys } = record
      const double = (value: unknown) => (typeof value === 'string' ? `ghost${value}` : value)
      return {
        ...record,
        id: id.replace(/\d+$/, (digits) => String(Number(digits) + ghostly)),
        values: { ...values, ...mapKeys(values, double) },
        matchKeys: Object.fromEntries(
          Object.entries(matchKeys).map(([key, value]) => [key, `ghost${value}`]),
        ),
      }
    }),
  )
}

const naturalKeys = ['email', 'confirmationNumber', 'number']

function mapKeys(values: Readonly<Record<string, unknown>>, change: (value: unknown) => unknown) {
  return Object.fromEntries(
    naturalKeys.filter((key) => key in values).map((key) => [key, change(values[key])]),
  )
}

/** Their ids stay known; their records do not. */
export function buryGhosts(world: World): void {
  world.records = world.records.filter(({ id }) => numberOf(id) < ghostly)
}

/** Ways to ask for one record: root call, type of its variable, entity, and what the record is asked by. */
const ways = [
  ['node(id: $key)', 'ID!', null, 'id'],
  ['customer(id: $key)', 'ID!', 'Customer', 'id'],
  ['customer(email: $key)', 'EmailAddress!', 'Customer', 'email'],
  ['booking(id: $key)', 'ID!', 'Booking', 'id'],
  ['booking(confirmationNumber: $key)', 'String!', 'Booking', 'confirmationNumber'],
  ['order(id: $key)', 'ID!', 'Order', 'id'],
  ['order(number: $key)', 'String!', 'Order', 'number'],
  ['customerByExternalId(system: CRM, id: $key)', 'ID!', 'Customer', 'external id in CRM'],
  ['customerByExternalId(system: ERP, id: $key)', 'ID!', 'Customer', 'external id in ERP'],
] as const

/** Null where this draw gives none: the record drawn may be seen. */
export function drawTwins(oracle: Oracle, principal: Principal, prng: Prng): Twins | null {
  const [call, keyType, entityName, by] = prng.pick(ways)
  const entity = entityName ?? prng.pick(['Customer', 'Booking', 'Order'])
  const own = oracle.world.records.filter((record) => record.entity === entity && record.part === null)
  const record = prng.pick(own)
  const key = keyOf(oracle, record, by)
  const missingKey = missingKeyOf(oracle, record, by, prng)
  if (key === null || missingKey === null) return null
  const drawn = drawLookUp({ ...oracle, prng }, call, keyType, entityName ?? 'Node')
  const ask = (value: string): DrawnDocument => ({ ...drawn, variables: { ...drawn.variables, key: value } })
  const [hidden, missing] = [ask(key), ask(missingKey)]
  const [expectedOfHidden, expectedOfMissing] = [
    oracle.expect(principal, hidden),
    oracle.expect(principal, missing),
  ]
  const isHidden = (expectedOfHidden.data as { found: unknown }).found === null
  const isUnknown = !oracle.identities.byId.has(missingKey) && !by.startsWith('external id')
  const takeTheSame =
    isUnknown && isKnown(oracle, principal) && kindsFor(expectedOfHidden) === kindsFor(expectedOfMissing)
  return isHidden ? { principal, hidden, missing, takeTheSame } : null
}

/** Who a caller is whose customer is gone has to be asked anew each time that it matters. */
function isKnown({ world }: Oracle, { customer }: Principal): boolean {
  return customer === null || world.records.some(({ id }) => id === customer.externalId)
}

/** Kinds of record that are read to answer. */
function kindsFor({ needed, tolerated, decoys }: Expected): string {
  const kinds = [...needed, ...tolerated].map((name) => name.slice(0, name.lastIndexOf(' ') + 1))
  return [...new Set([...kinds, ...decoys])].toSorted().join()
}

function keyOf(
  { identities }: Oracle,
  { system, entity, id, values }: WorldRecord,
  by: string,
): string | null {
  if (by === 'id') return identities.idOf.get(`${entity} ${numberOf(id)}`) ?? null
  if (by.startsWith('external id')) return by.endsWith(system) ? id : null
  return (values[by] as string | null | undefined) ?? null
}

function missingKeyOf({ identities }: Oracle, record: WorldRecord, by: string, prng: Prng): string | null {
  const { entity, id } = record
  if (by === 'email') return 'nobody@guests.example'
  if (by !== 'id') return 'nothing'
  const ghost = identities.idOf.get(`${entity} ${numberOf(id) + ghostly}`) ?? null
  return prng.chance(0.5) ? '11111111-1111-5111-8111-111111111111' : ghost
}

/** What a caller could tell two answers apart by: the reply, and, where they count, the kinds of call that took time. */
export function traceOf({ result, calls }: Answer, withCalls: boolean): { reply: string; kinds: string[] } {
  const kinds = calls.map((call) => call.split(' ').slice(0, -1).join(' '))
  const causes = result.errors?.map(({ originalError }) => originalError)
  return { reply: JSON.stringify([result, causes]), kinds: withCalls ? [...new Set(kinds)].toSorted() : [] }
}
