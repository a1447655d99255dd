import { anonymous } from '../auth/held-roles.ts'
import type { Principal } from '../auth/principal.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import { readPageRequest, sealCursor } from '../reads/page-arguments.ts'
import type { Arguments, GatewayRoots } from '../reads/root-context.ts'
import { presentWrite, seesAllWrites } from './present-write.ts'
import { receiptStatusOf, stepStates, type ReceiptStatus, type StepState, type Write } from './write.ts'
import type { WriteBook, WriteFilter } from './write-book.ts'

/**
 * Root fields that tell what became of writes. Who does not run the gateway sees their own. A stranger's write
 * looks like one that is not there.
 */
export function createWriteRoots(book: Pick<WriteBook, 'find' | 'list'>): GatewayRoots {
  return {
    async write({ id }, caller) {
      const write = await book.find(String(id))
      return write && maySeeWrite(caller.principal, write) ? presentWrite(write, caller) : null
    },
    async writes(args, caller) {
      const { principal } = caller
      const { first, after } = readPageRequest(args, 'writes')
      const filter = readFilter(args.filter)
      const seen = seesAllWrites(principal) ? filter : withPrincipal(filter, principal)
      const page = seen && (await book.list({ filter: seen, first, after }))
      const edges = (page?.writes ?? []).map((write, index) => ({
        cursor: sealCursor('writes', page?.cursors[index] ?? ''),
        node: presentWrite(write, caller),
      }))
      return {
        edges,
        pageInfo: {
          hasNextPage: page?.hasNextPage ?? false,
          hasPreviousPage: after !== null,
          startCursor: edges[0]?.cursor ?? null,
          endCursor: edges.at(-1)?.cursor ?? null,
        },
      }
    },
  }
}

export function maySeeWrite(principal: Principal, write: Write): boolean {
  return seesAllWrites(principal) || (principal !== anonymous && write.principal === principal.id)
}

/** Null where nothing is left: another's writes are asked for, or those of callers of whom nobody knows who they are. */
function withPrincipal(filter: WriteFilter, principal: Principal): WriteFilter | null {
  const isOfAnother = filter.principal !== undefined && filter.principal !== principal.id
  return isOfAnother || principal === anonymous ? null : { ...filter, principal: principal.id }
}

/** Absent and null restrict nothing alike. */
function readFilter(given: unknown): WriteFilter {
  const { status, system, entity, entityId, principal, createdFrom, createdTo } = (given ?? {}) as Arguments
  return {
    ...(Array.isArray(status) && { states: statesOf(status as ReceiptStatus[]) }),
    ...(typeof system === 'string' && { system }),
    ...(typeof entity === 'string' && { entity }),
    ...(typeof entityId === 'string' && { entityId }),
    ...(typeof principal === 'string' && { principal }),
    ...(typeof createdFrom === 'string' && { createdFrom: readTime('createdFrom', createdFrom) }),
    ...(typeof createdTo === 'string' && { createdTo: readTime('createdTo', createdTo) }),
  }
}

function statesOf(statuses: readonly ReceiptStatus[]): StepState[] {
  return stepStates.filter((state) => statuses.includes(receiptStatusOf(state)))
}

function readTime(name: string, text: string): number {
  const ms = Date.parse(text)
  if (Number.isFinite(ms)) return ms
  throw new GatewayError('BAD_USER_INPUT', `${name} is no time.`, { field: name })
}
