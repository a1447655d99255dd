import { changesByTime } from '../kit/changed-since.ts'
import { valueAt } from '../mapping.ts'
import { odataFilter, odataTest } from '../kit/odata.ts'
import type { ChangeCalls } from '../vendor-calls.ts'
import type { EntitySet } from './client.ts'

/** When the vendor last wrote a record; every entity set has it. */
export const changeTime = 'lastModifiedDateTime'

/** Records by the time of their change. It is set before the vendor's transaction ends, which may take a while. */
export function changesOf(set: EntitySet, pageSize: number): ChangeCalls {
  return {
    overlapMs: 120_000,
    changedAt,
    load: (request, call) =>
      changesByTime(request, { pageSize, changedAt, idOf }, async ({ since, offset, limit }) => ({
        records: await set.read(
          {
            filter: odataFilter([[odataTest(changeTime, 'GTE', since)]]),
            orderBy: `${changeTime} asc,number asc`,
            ...(offset > 0 && { skip: offset }),
            limit,
          },
          call,
        ),
      })),
  }
}

const idOf = (raw: unknown) => String(valueAt(raw, ['id']))

function changedAt(raw: unknown): string | null {
  const time = valueAt(raw, [changeTime])
  return typeof time === 'string' ? time : null
}
