import { BadValueError, WrongTypeError } from '../codecs/codec.ts'
import type { UpstreamName } from '../observability/upstream-event.ts'
import type { Call } from './call.ts'
import { upstreamError } from './failures.ts'
import type { Mapping } from './mapping.ts'
import type { DriftReport } from './report-drift.ts'
import { Drift, type SourceRecord } from './source-record.ts'

/** One raw record in canonical form, its drift told of. @throws UpstreamError when it has no usable id */
export function readRecord(
  upstream: UpstreamName,
  mapping: Mapping,
  raw: unknown,
  reportDrift: DriftReport,
  onRecord?: Call['onRecord'],
): SourceRecord {
  try {
    const record = mapping.read(raw)
    onRecord?.({ mapping, raw, record })
    if (record.drifted) reportDrift(mapping.entity, record.drifted)
    return record
  } catch (error) {
    if (error instanceof BadValueError) onRecord?.({ mapping, raw, record: null })
    if (error instanceof WrongTypeError) {
      reportDrift(mapping.entity, [['id', new Drift(mapping.paths[0]?.join('.') ?? 'id', 'TYPE')]])
      throw upstreamError(upstream, 'SCHEMA_DRIFT', {}, error.reason)
    }
    if (error instanceof BadValueError) throw upstreamError(upstream, 'BAD_RESPONSE', {}, error.reason)
    throw error
  }
}
