import {
  getNamedType,
  getNullableType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  type GraphQLObjectType,
  type GraphQLOutputType,
} from 'graphql'
import { Reference } from '../../../src/datasources/source-record.ts'
import type { EntityRules, Rules } from './read-rules.ts'
import type { World, WorldRecord } from './world.ts'

/** Who is known where: persons by number. The CRM has never heard of 7 and 8. */
const knownTo: Readonly<Record<string, readonly number[]>> = {
  CRM: [1, 2, 3, 4, 5, 6, 9],
  ERP: [1, 2, 3, 5, 8, 9],
  CRS: [1, 2, 4, 5, 7, 8],
  DATABASE: [1, 2, 3, 4, 9],
}

const managers: Readonly<Record<number, string | null>> = {
  1: 'amy',
  2: 'amy',
  3: 'bob',
  4: 'bob',
  5: null,
  6: 'cid',
  9: 'amy',
}

export const properties = [
  { code: 'BER', name: 'zqHouse Berlin', timeZone: 'Europe/Berlin' },
  { code: 'LIS', name: 'zqHouse Lisbon', timeZone: 'Europe/Lisbon' },
  { code: 'TYO', name: null, timeZone: 'Asia/Tokyo' },
]

/** Guest and house of each booking; a null is one that its system left out. */
const stays: readonly (readonly [guest: number | null, property: number | null, inDatabase: boolean])[] = [
  [1, 0, true],
  [1, 1, true],
  [1, 2, false],
  [2, 0, true],
  [2, 1, false],
  [4, 2, true],
  [4, 0, true],
  [5, 1, true],
  [7, 0, true],
  [7, 2, false],
  [8, 1, true],
  [8, 0, false],
  [null, 0, true],
  [1, null, true],
]

/** Customer and items of each order. */
const sales: readonly (readonly [customer: number | null, items: readonly (number | null)[]])[] = [
  [1, [1, 2]],
  [1, [3]],
  [1, []],
  [2, [1]],
  [2, [4, 4]],
  [3, [2, null]],
  [3, [5]],
  [5, [6, 1, 3]],
  [5, [2]],
  [8, [1]],
  [8, [6]],
  [9, [3]],
  [null, [5]],
  [1, [6, 5]],
]

const itemCount = 6

export function externalId(system: string, entity: string, number: number): string {
  return `${system.toLowerCase()}-${entity.toLowerCase()}-${number}`
}

/** A small business of which every value is another one, built from the schema, so that a new field is there by itself. */
export function makeWorld(rules: Rules): World {
  const canaries: string[] = []
  const draw = createDraw(canaries)
  const records: WorldRecord[] = []
  const add = (
    system: string,
    entity: string,
    number: number,
    given: Record<string, unknown>,
    matchKeys: Record<string, string> = {},
  ) => {
    const found = rules.entities.get(entity)!
    const parts = [
      ...new Set(found.sources.filter((source) => source.system === system).map(({ part }) => part)),
    ]
    for (const part of parts) {
      const values = { ...drawValues(rules, found, { system, part }, draw), ...(part === null ? given : {}) }
      const id = externalId(system, entity, number)
      records.push({ system, entity, part, id, version: `v${records.length + 1}`, values, matchKeys })
    }
  }
  for (const [system, numbers] of Object.entries(knownTo)) {
    for (const number of numbers) {
      const email = `zq${number}@guests.example`
      canaries.push(email)
      const own = system === 'CRM' ? { email, accountManager: managers[number] ?? null } : {}
      add(system, 'Customer', number, own, { email })
    }
  }
  for (const [index, [guest, property, inDatabase]] of stays.entries()) {
    const confirmationNumber = `zqB${index + 1}`
    canaries.push(confirmationNumber)
    add(
      'CRS',
      'Booking',
      index + 1,
      {
        confirmationNumber,
        property: property === null ? null : properties[property],
        customer: guest === null ? null : new Reference('Customer', externalId('CRS', 'Customer', guest)),
      },
      { confirmationNumber },
    )
    if (inDatabase) add('DATABASE', 'Booking', index + 1, {}, { confirmationNumber })
  }
  for (let number = 1; number <= itemCount; number += 1)
    add('ERP', 'InventoryItem', number, { sku: `zqI${number}` })
  for (const [index, [customer, items]] of sales.entries()) {
    const lines = items.map((item) => ({
      ...(drawValue(rules.schema.getType('OrderLine') as GraphQLObjectType, draw) as Record<string, unknown>),
      item: item === null ? null : new Reference('InventoryItem', externalId('ERP', 'InventoryItem', item)),
    }))
    add('ERP', 'Order', index + 1, {
      number: `zqO${index + 1}`,
      customer: customer === null ? null : new Reference('Customer', externalId('ERP', 'Customer', customer)),
      lines,
    })
  }
  const room = rules.schema.getType('RoomAvailability') as GraphQLObjectType
  const availability = [drawValue(room, draw), drawValue(room, draw)]
  return { records, availability, canaries }
}

/** Fields of one record: those that its system owns there. */
function drawValues(
  rules: Rules,
  entity: EntityRules,
  kind: { system: string; part: string | null },
  draw: Draw,
): Record<string, unknown> {
  const type = rules.schema.getType(entity.name) as GraphQLObjectType
  const fields = [...entity.fields.values()].filter(
    (field) =>
      !field.isOwn && field.leadsTo === null && field.system === kind.system && field.part === kind.part,
  )
  return Object.fromEntries(fields.map(({ name }) => [name, drawValue(type.getFields()[name]!.type, draw)]))
}

interface Draw {
  /** Counts up; the same in every world. */
  next(): number
  canary(text: string): string
}

function createDraw(canaries: string[]): Draw {
  let count = 0
  return {
    next: () => (count += 1),
    canary(text) {
      canaries.push(text)
      return text
    },
  }
}

/** A value of the type that occurs nowhere else; now and then null, where that may be. */
function drawValue(type: GraphQLOutputType, draw: Draw): unknown {
  const number = draw.next()
  if (!isNonNullType(type) && !isObjectType(type) && number % 9 === 0) return null
  const inner = getNullableType(type)
  if (isListType(inner)) {
    return Array.from({ length: number % 3 }, () => drawValue(inner.ofType, draw))
  }
  if (isEnumType(inner)) return inner.getValues()[number % inner.getValues().length]!.value
  if (isScalarType(inner)) return drawScalar(inner.name, number, draw)
  if (!isObjectType(inner)) throw new Error(`no value of ${String(type)}`)
  // A reference to an entity is whoever's who knows which.
  const own = Object.values(inner.getFields()).filter((field) => !leadsToNode(field.type))
  const members = own.map((field) => [field.name, drawValue(field.type, draw)])
  return Object.fromEntries(members)
}

function leadsToNode(type: GraphQLOutputType): boolean {
  const named = getNamedType(type)
  return isObjectType(named) && named.getInterfaces().length > 0
}

function drawScalar(name: string, number: number, draw: Draw): unknown {
  const pick = (all: readonly string[]) => all[number % all.length]
  switch (name) {
    case 'String':
      return draw.canary(`zq${number}text`)
    case 'EmailAddress':
      return draw.canary(`zq${number}@mail.example`)
    case 'PhoneNumber':
      return draw.canary(`+4930${2_000_000 + number * 37}`)
    case 'DateTime':
      return draw.canary(new Date(Date.UTC(2020, 0, 1) + number * 5_003_000).toISOString())
    case 'LocalDate':
      return draw.canary(new Date(Date.UTC(2001, 0, 1) + number * 86_400_000).toISOString().slice(0, 10))
    case 'Decimal':
      return draw.canary(`${40_000 + number * 7}.${10 + (number % 90)}`)
    case 'Int':
      draw.canary(String(8_000_000 + number * 11))
      return 8_000_000 + number * 11
    case 'Boolean':
      return number % 2 === 0
    case 'Currency':
      return pick(['EUR', 'JPY', 'USD'])
    case 'CountryCode':
      return pick(['DE', 'PT', 'JP'])
    case 'Locale':
      return pick(['de', 'pt-PT', 'en'])
    default:
      throw new Error(`no value of ${name}`)
  }
}
