import {
  recordKindKey,
  type Condition,
  type Datasource,
  type PageRequest,
  type RecordPage,
  type RecordSource,
} from '../../../src/datasources/datasource.ts'
import type { SourceRecord } from '../../../src/datasources/source-record.ts'
import type { EntityRules, Rules } from './read-rules.ts'
import { childRecords, listRecords, recordName, type World, type WorldRecord } from './world.ts'

/** What the gateway asked and was given since the last `clear`. */
export interface Traffic {
  /** One line a call: system, kind, way, keys. */
  calls: string[]
  /** Every record that a reply held, by recordName. */
  loads: Set<string>
  clear(): void
}

export function createTraffic(): Traffic {
  const traffic: Traffic = {
    calls: [],
    loads: new Set(),
    clear() {
      traffic.calls.length = 0
      traffic.loads.clear()
    },
  }
  return traffic
}

const comparisons = new Set<Condition['comparison']>([
  'EQ',
  'IN',
  'GT',
  'GTE',
  'LT',
  'LTE',
  'CONTAINS',
  'STARTS_WITH',
])

/** One system of the world on the public port: it can do all that a vendor could, and every record it gives is on record. */
export function createWorldSystem(rules: Rules, world: World, system: string, traffic: Traffic): Datasource {
  const kinds = [...rules.entities.values()].flatMap((entity) =>
    entity.sources.filter((source) => source.system === system).map(({ part }) => ({ entity, part })),
  )
  return {
    vendor: `World ${system}`,
    records: new Map(
      kinds.map(({ entity, part }) => [
        recordKindKey(entity.name, part),
        createRecordSource(world, { system, entity, part }, traffic),
      ]),
    ),
    operations: new Map(
      system === 'CRS'
        ? [
            [
              'availability',
              {
                run: () => {
                  traffic.calls.push('CRS availability')
                  return Promise.resolve(world.availability)
                },
              },
            ],
          ]
        : [],
    ),
    close: () => Promise.resolve(),
  }
}

function createRecordSource(
  world: World,
  kind: { system: string; entity: EntityRules; part: string | null },
  traffic: Traffic,
): RecordSource {
  const { system, entity, part } = kind
  const named = { system, entity: entity.name, part }
  const all = () => listRecords(world, named, [], null)
  const give = (way: string, keys: readonly string[], records: readonly WorldRecord[]): SourceRecord[] => {
    traffic.calls.push(`${system} ${recordKindKey(entity.name, part)} ${way} ${keys.join(',')}`)
    for (const record of records) traffic.loads.add(recordName(record))
    return records.map(({ id, version, values, matchKeys }) => ({
      externalId: id,
      version,
      values,
      matchKeys,
    }))
  }
  const givePage = (
    way: string,
    keys: readonly string[],
    records: readonly WorldRecord[],
    page: PageRequest,
  ): RecordPage => {
    const start = page.after === null ? 0 : Number(page.after)
    const shown = records.slice(start, start + page.first)
    return {
      records: give(way, keys, shown),
      cursors: shown.map((_, index) => String(start + index + 1)),
      hasNextPage: records.length > start + shown.length,
    }
  }
  const fields = [...entity.fields.values()].filter(
    (field) => !field.isOwn && field.inverseOf === null && field.system === system && field.part === part,
  )
  const references = part === null ? fields.filter(({ leadsTo }) => leadsTo !== null) : []
  const plain = fields.filter(({ leadsTo }) => leadsTo === null).map(({ name }) => name)
  const keys = part === null ? (naturalKeys[entity.name] ?? []) : []

  return {
    entity: entity.name,
    part,
    mapped: new Set(fields.map(({ name }) => name)),
    unavailable: new Map(),
    changedSince: null,
    writing: null,
    byId: {
      max: 100,
      // Backwards, so that nobody relies on the order.
      load: (ids) => {
        const found = all()
          .filter(({ id }) => ids.includes(id))
          .toReversed()
        return Promise.resolve({ records: give('byId', ids, found), failures: new Map() })
      },
    },
    byKey: new Map(
      keys.map((key) => [
        key,
        {
          max: 100,
          load: (values: readonly string[]) =>
            Promise.resolve(
              give(
                `by ${key}`,
                values,
                all().filter((record) => values.includes(keyOf(record, key))),
              ),
            ),
        },
      ]),
    ),
    byReference: new Map(
      references.map(({ name }) => [
        name,
        {
          paging: 'SHIFTING' as const,
          sorts: new Set<string>(),
          load: (parentId: string, page: PageRequest) =>
            Promise.resolve(
              givePage(`of ${name}`, [parentId], childRecords(world, named, name, parentId), page),
            ),
          // One system that can read many parents at once, and one that cannot.
          batch:
            system === 'ERP'
              ? {
                  max: 16,
                  load: (parentIds: readonly string[], { first }: { first: number }) =>
                    Promise.resolve(
                      new Map(
                        parentIds.map((parentId) => {
                          const children = childRecords(world, named, name, parentId)
                          return [
                            parentId,
                            givePage(`of ${name}`, [parentId], children, { first, after: null }),
                          ]
                        }),
                      ),
                    ),
                }
              : null,
        },
      ]),
    ),
    list:
      part === null
        ? {
            paging: 'SHIFTING',
            filters: new Map(plain.map((name) => [name, comparisons])),
            sorts: new Set(plain),
            load: ({ filter, orderBy, ...page }) => {
              const found = listRecords(world, named, filter, orderBy)
              const asked = filter.map((one) => `${one.field} ${one.comparison} ${String(one.value)}`)
              return Promise.resolve(givePage('list', asked, found, page))
            },
          }
        : null,
  }
}

/** By which keys records are found, at every system that has them. */
const naturalKeys: Readonly<Record<string, readonly string[]>> = {
  Customer: ['email', 'phone'],
  Booking: ['confirmationNumber'],
  Order: ['number'],
  InventoryItem: ['sku'],
}

function keyOf({ values, matchKeys }: WorldRecord, key: string): string {
  return matchKeys[key] ?? (values[key] as string | null | undefined) ?? ''
}
