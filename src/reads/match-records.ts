import type { SourceRecord } from '../datasources/source-record.ts'
import { decideMatch, originQuestions, type MatchDecision } from '../identity/match.ts'
import type { Entity, SystemName } from '../schema/catalog.ts'
import type { Loaders, RecordKind } from './loaders.ts'
import { failed, ownRequestRefused, schemaDrift, type Failure } from './outcome.ts'

export type MatchOutcome = MatchDecision | { kind: 'failed'; failure: Failure }

/**
 * Looks for the same entity in another system by the declared match keys, and asks back where the record came from
 * whether the answer is unique there too. A weaker key is asked for only when the stronger found nothing. Batches form
 * in the loaders: call it for all records at once. A key that drifted is not known to differ or to be missing, so that
 * nothing is decided without it.
 */
export async function matchRecord(
  loaders: Loaders,
  entity: Entity,
  from: { system: SystemName; record: SourceRecord },
  target: SystemName,
): Promise<MatchOutcome> {
  const keys = entity.match
  const targetKind: RecordKind = { system: target, entity: entity.name, part: null }
  const originKind: RecordKind = { system: from.system, entity: entity.name, part: null }
  const canAsk = (kind: RecordKind, key: string) => loaders.sourceOf(kind)?.byKey.has(key) ?? false
  const ownDrift = keys.find((key) => from.record.drifted?.has(key))
  if (ownDrift !== undefined) return failed(schemaDrift(from.system, `${entity.name}.${ownDrift}`))
  const forward = new Map<string, readonly SourceRecord[]>()
  const reverse = new Map<string, readonly SourceRecord[]>()

  for (const key of keys) {
    const value = from.record.matchKeys[key]
    if (value === undefined || !canAsk(targetKind, key)) continue
    const found = await loaders.byKey(targetKind, key, value, 'FRESH')
    if (found.kind === 'failed') return { kind: 'failed', failure: ownRequestRefused(found.failure) }
    const drifted = found.value.flatMap((record) => keys.find((name) => record.drifted?.has(name)) ?? [])[0]
    if (drifted !== undefined) return failed(schemaDrift(target, `${entity.name}.${drifted}`))
    forward.set(key, found.value)

    const questions = originQuestions({ keys, from: from.record, forward })
    for (const [name, values] of questions) {
      if (!canAsk(originKind, name)) continue
      const answers = await Promise.all(values.map((one) => loaders.byKey(originKind, name, one, 'FRESH')))
      const refused = answers.find((answer) => answer.kind === 'failed')
      if (refused?.kind === 'failed') return refused
      reverse.set(
        name,
        answers.flatMap((answer) => (answer.kind === 'value' ? answer.value : [])),
      )
    }
    if (questions.size > 0) break
  }
  return decideMatch({ keys, from: from.record, forward, reverse })
}
