import { setTimeout as delay } from 'node:timers/promises'
import { createRemoteKeys } from '../../src/control/remote-keys.ts'
import type { ReplyError, SandboxGateway } from './sandbox-gateway.ts'

export interface Receipt {
  system: string
  operation: string
  status: string
  externalId: string | null
  attempts: number
  nextAttemptAt: string | null
  fields: string[]
  reason: { code: string; message: string; field: string | null; upstreamRequestId: string | null } | null
}

export interface UserError {
  code: string
  field: string | null
  system: string | null
  yours: string | null
  theirs: string | null
}

/** A payload, with what was selected of the entity besides. */
export interface Mutated {
  writeId: string
  receipts: Receipt[]
  userErrors: UserError[]
  [entity: string]: unknown
}

export interface MutationReply {
  status: number
  payload: Mutated | null
  errors: ReplyError[] | undefined
}

export const receiptMembers =
  'system operation status externalId attempts nextAttemptAt fields reason { code message field upstreamRequestId }'

export interface MutateOptions {
  /** A sandbox caller, e.g. `sales`, or an API key. */
  as: string
  /** Of the entity in the payload, e.g. `customer { email }`. */
  select?: string
  /** As the header. */
  key?: string
}

/** Runs one mutation, given as in a document: `cancelBooking(id: "…")`. */
export async function mutate(
  gateway: Pick<SandboxGateway, 'post'>,
  field: string,
  { as, select = '', key }: MutateOptions,
): Promise<MutationReply> {
  const members = `writeId receipts { ${receiptMembers} } userErrors { code field system yours theirs } ${select}`
  const { status, text } = await gateway.post(
    JSON.stringify({ query: `mutation { done: ${field} { ${members} } }` }),
    { 'x-api-key': keyOf(as), ...(key !== undefined && { 'idempotency-key': key }) },
  )
  const { data, errors } = JSON.parse(text) as {
    data?: { done: Mutated | null } | null
    errors?: ReplyError[]
  }
  return { status, payload: data?.done ?? null, errors }
}

const keyOf = (as: string) => (/^[a-z-]+$/.test(as) ? `sandbox-${as}` : as)

/** A key of these roles, which no record rule restricts. */
export async function createKey(gateway: Pick<SandboxGateway, 'control'>, roles: string[]): Promise<string> {
  const { secret } = await createRemoteKeys(gateway.control).create({
    ...{ name: 'head office', roles, scopes: 'ALL', tenant: 'sandbox', customer: null, expiresInMs: null },
    attributes: { properties: 'ALL', accounts: 'ALL' },
  })
  return secret.reveal()
}

/** Asks again until it is so. @throws Error what was seen last, after 20 s */
export async function eventually<T>(look: () => Promise<T>, isSo: (seen: T) => boolean): Promise<T> {
  const until = performance.now() + 20_000
  for (;;) {
    const seen = await look()
    if (isSo(seen)) return seen
    if (performance.now() > until) throw new Error(`not so: ${JSON.stringify(seen)}`)
    await delay(50)
  }
}

/** The receipts of a write, once nothing of it waits. */
export async function settledReceipts(
  gateway: Pick<SandboxGateway, 'query'>,
  writeId: string,
): Promise<Receipt[]> {
  const document = `query ($id: ID!) { write(id: $id) { receipts { ${receiptMembers} } } }`
  const look = async () => {
    const { data } = await gateway.query<{ write: { receipts: Receipt[] } }>(document, { id: writeId })
    return data?.write.receipts ?? []
  }
  return eventually(
    look,
    (receipts) => receipts.length > 0 && receipts.every(({ status }) => status !== 'QUEUED'),
  )
}

/** Receipts as `CRM update APPLIED`, for a look at them all. */
export function statusesOf(receipts: readonly Receipt[] | undefined): string[] {
  return (receipts ?? []).map(
    ({ system, operation, status }) => `${system} ${operation.split(' ')[0]} ${status}`,
  )
}

const writing =
  /^(create|update|merge|archive|delete|post|put|insert)(?!.*(AcquireReservationLock|ReservationLock|Token))/

/** Calls that change something, at every system, since the last reset: `ERP updateCustomer`. */
export function writeCallsOf(gateway: Pick<SandboxGateway, 'calls'>): string[] {
  return gateway
    .calls()
    .filter(({ operation }) => writing.test(operation))
    .map(({ system, operation }) => `${system} ${operation}`)
}
