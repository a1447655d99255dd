import { z } from 'zod'
import type { Call } from '../datasource.ts'
import type { DatasourceTools } from '../define-datasource.ts'
import type { RawWritten } from '../write-calls.ts'
import type { TrytonClient } from './client.ts'

/** What happens to records that belong to another (a to-many field): those named are written or removed, the rest stays. */
export type Command =
  | readonly ['create', readonly object[]]
  | readonly ['write', readonly number[], object]
  | readonly ['delete' | 'add', readonly number[]]

export interface RecordChanges {
  create(values: object, call: Call): Promise<RawWritten>
  /** @param stamp the `_timestamp` that the record must still have: else CONFLICT; null: whichever */
  write(id: number, values: object, stamp: string | null, call: Call): Promise<void>
  /** A method of the model, e.g. `quote`. A step that the record's state does not allow is left out without a word. */
  run(method: string, id: number, call: Call): Promise<void>
  /** What belongs to the record goes with it. */
  remove(id: number, call: Call): Promise<void>
}

const createReply = z.tuple([z.int().positive()])

export function changesOf(
  client: TrytonClient,
  model: string,
  failure: DatasourceTools['failure'],
): RecordChanges {
  return {
    async create(values, call) {
      const reply = createReply.safeParse(await client.change(`${model}.create`, [[values]], call))
      if (!reply.success) throw failure('BAD_RESPONSE', `${model}.create: no id of the record`)
      return { externalId: String(reply.data[0]) }
    },
    async write(id, values, stamp, call) {
      const context = stamp === null ? {} : { _timestamp: { [`${model},${id}`]: stamp } }
      await client.change(`${model}.write`, [[id], values], call, context)
    },
    async run(method, id, call) {
      await client.change(`${model}.${method}`, [[id]], call)
    },
    async remove(id, call) {
      await client.change(`${model}.delete`, [[id]], call)
    },
  }
}
