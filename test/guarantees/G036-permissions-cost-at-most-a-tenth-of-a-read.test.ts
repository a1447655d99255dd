import type { Principal } from '../../src/auth/principal.ts'
import { createQueryResolvers } from '../../src/resolvers/query-resolvers.ts'
import { createResolvers } from '../../src/resolvers/create-resolvers.ts'
import { valueResolverOf } from '../../src/resolvers/value-resolvers.ts'
import type { Catalog } from '../../src/schema/catalog.ts'
import { createMemorySystem } from '../support/memory-datasource.ts'
import { createMemoryGateway, type MemoryGateway } from '../support/memory-gateway.ts'
import { nobody } from '../support/nobody.ts'
import { reportFigure } from '../support/report-figure.ts'

// The figure is 60 pairs of rounds; fewer unless HEADWATER_FULL=1.
const full = process.env.HEADWATER_FULL === '1'
const pairs = full ? 60 : 30
const queriesARound = 60
/** What the compiler makes of both has to be there before anything is measured. */
const roundsBefore = 15
const bound = 1.1

const customers = Array.from({ length: 20 }, (_, n) => ({ id: `c${n}`, email: `p${n}@example.com` }))
const names = ['givenName', 'familyName', 'phone', 'company', 'language', 'updatedAt'] as const

const createSystems = () => [
  createMemorySystem('CRM', [
    {
      entity: 'Customer',
      fields: [...names, 'email', 'accountManager'],
      keys: ['email'],
      rows: customers.map((row, n) => ({
        ...row,
        givenName: `Given ${n}`,
        familyName: `Family ${n}`,
        phone: '+4915112345678',
        company: `Company ${n}`,
        language: 'de',
        updatedAt: '2026-11-01T10:00:00.000Z',
        accountManager: '7',
      })),
    },
  ]),
  createMemorySystem('CRS', [
    {
      entity: 'Customer',
      fields: ['vipLevel', 'membershipNumber'],
      keys: ['email'],
      rows: customers.map(({ email }, n) => ({
        id: `g${n}`,
        email,
        vipLevel: 'GOLD',
        membershipNumber: `M${n}`,
      })),
    },
    {
      entity: 'Booking',
      fields: ['confirmationNumber', 'roomType', 'ratePlan', 'adults', 'specialRequests'],
      references: { customer: 'Customer' },
      rows: Array.from({ length: 10 }, (_, n) => ({
        id: `b${n}`,
        customer: 'g0',
        confirmationNumber: `N${n}`,
        roomType: 'DBL',
        ratePlan: 'BAR',
        adults: 2,
        specialRequests: 'quiet',
      })),
    },
  ]),
]

const fields = `id ${names.join(' ')} email membershipNumber
  bookings(first: 10) { edges { node { id confirmationNumber roomType ratePlan adults specialRequests customer { givenName } } } }`
const page = `query ($id: ID!) { customer(id: $id) { ${fields} } }`
const listOf = (filter: string) =>
  `{ customers(first: 20${filter}) { edges { node { id ${names.join(' ')} email membershipNumber } } } }`

const developer = { ...nobody, roles: ['DEVELOPER'] }
/** Everything on the page is conditional for them. */
const guest: Principal = { ...nobody, customer: { system: 'CRM', externalId: 'c0' } }
const manager: Principal = { ...nobody, roles: ['SALES'], attributes: { accounts: ['7'] } }

/** Each field reads what was loaded, whoever asks. */
function ungoverned(catalog: Catalog): ReturnType<typeof createResolvers> {
  const entities = [...catalog.entities.values()].map((entity) => {
    const values = [...entity.fields.values()].map(
      (field) => [field.name, valueResolverOf(entity, field)] as const,
    )
    return [entity.name, Object.fromEntries(values)] as const
  })
  const governed = createResolvers(catalog)
  return { ...governed, Query: createQueryResolvers(catalog), ...Object.fromEntries(entities) }
}

let governed: MemoryGateway
let plain: MemoryGateway
let id: string
const opened: ReturnType<typeof createSystems> = []

const open = async (resolversOf: typeof createResolvers): Promise<MemoryGateway> => {
  const systems = createSystems()
  opened.push(...systems)
  const [crm, crs] = systems
  const datasources = new Map([
    ['CRM', crm!.datasource],
    ['CRS', crs!.datasource],
  ])
  const gateway = await createMemoryGateway(datasources, { resolversOf })
  const { data } = await gateway.run(`{ customer(email: "p0@example.com") { ${fields} } }`)
  await gateway.run(list)
  id = (data as { customer: { id: string } }).customer.id
  return gateway
}

beforeAll(async () => {
  governed = await open(createResolvers)
  plain = await open(ungoverned)
}, 240_000)
afterAll(async () => {
  await governed.close()
  await plain.close()
  for (const system of opened) await system.close()
})

type Run = () => Promise<unknown>

/** Processor time of a round, in µs. */
async function costOf(run: Run): Promise<number> {
  const before = process.cpuUsage()
  for (let n = 0; n < queriesARound; n++) await run()
  const { user, system } = process.cpuUsage(before)
  return user + system
}

/** Ratios of rounds that follow each other, in turns of who begins: what slows the machine slows both. */
async function compare(governedRun: Run, plainRun: Run): Promise<number[]> {
  for (let n = 0; n < roundsBefore; n++) {
    await costOf(governedRun)
    await costOf(plainRun)
  }
  const ratios: number[] = []
  for (let n = 0; n < pairs; n++) {
    const plainFirst = n % 2 === 0
    const first = await costOf(plainFirst ? plainRun : governedRun)
    const second = await costOf(plainFirst ? governedRun : plainRun)
    ratios.push(plainFirst ? second / first : first / second)
  }
  return ratios.sort((a, b) => a - b)
}

const at = (sorted: readonly number[], share: number) => sorted[Math.round(share * (sorted.length - 1))]!

/** The median, and between which order statistics it lies at 95 % (binomial, normal approximation). */
function medianOf(sorted: readonly number[]): { median: number; low: number; high: number } {
  const spread = 0.98 / Math.sqrt(sorted.length)
  return { median: at(sorted, 0.5), low: at(sorted, 0.5 - spread), high: at(sorted, 0.5 + spread) }
}

/** What the owner is asked for a caller who may see some records only, asked by one who may see all. */
const narrowed = listOf(', filter: { accountManager: "7" }')
const list = listOf('')

test.each([
  ['a page, by a caller who may read all of it', page, developer, page],
  ['a list, by a caller who may read all of it', list, developer, list],
  ['a page, by a caller for whom every record is decided', page, guest, page],
  ['a list, by a caller for whom every record is decided', list, manager, narrowed],
] as const)(
  '%s',
  async (what, query, principal, plainQuery) => {
    const [governedRun, plainRun] = [governed.prepare(query), plain.prepare(plainQuery)]
    const same = await Promise.all([
      governedRun({ id }, { principal: developer }),
      plainRun({ id }, { principal: developer }),
    ])
    expect(JSON.stringify(same[0])).toBe(JSON.stringify(same[1]))
    const ratios = await compare(
      () => governedRun({ id }, { principal }),
      () => plainRun({ id }, { principal: developer }),
    )
    const { median, low, high } = medianOf(ratios)
    reportFigure(
      `G036: ${what}: ${((median - 1) * 100).toFixed(1)} % (95 %: ${((low - 1) * 100).toFixed(1)} to ${((high - 1) * 100).toFixed(1)} %)`,
    )
    // A sample says only what is certain: that it is not more.
    expect(full ? median : low).toBeLessThanOrEqual(bound)
  },
  240_000,
)
