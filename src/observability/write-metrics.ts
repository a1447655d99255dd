import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { Backlog, StepListener } from './write-event.ts'

export interface WriteMetrics {
  step: StepListener
  backlog(backlog: Backlog): void
}

const ends = ['APPLIED', 'REJECTED', 'FAILED', 'DEAD', 'NEEDS_REVIEW']
const ageBucketsSeconds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800, 7_200, 86_400]

/** What becomes of writes, a system at a time. */
export function createWriteMetrics(registry: Registry, systems: readonly string[]): WriteMetrics {
  const registers = [registry]
  const steps = new Counter({
    name: 'headwater_write_steps_total',
    help: 'Changes at a system that have come to an end, by how: APPLIED, REJECTED, FAILED, DEAD, NEEDS_REVIEW.',
    labelNames: ['system', 'state'],
    registers,
  })
  const retries = new Counter({
    name: 'headwater_write_retries_total',
    help: 'Attempts at a change that failed and come again, by the error code that was the reason.',
    labelNames: ['system', 'code'],
    registers,
  })
  const age = new Histogram({
    name: 'headwater_write_age_seconds',
    help: 'From accepting a change to its being applied.',
    labelNames: ['system'],
    buckets: ageBucketsSeconds,
    registers,
  })
  const waiting = new Gauge({
    name: 'headwater_write_backlog',
    help: 'Changes that are not applied yet: queued, or waiting for a person (needs_review, dead).',
    labelNames: ['system', 'state'],
    registers,
  })
  const oldest = new Gauge({
    name: 'headwater_write_backlog_oldest_seconds',
    help: 'Age of the oldest queued change; 0 when none is.',
    labelNames: ['system'],
    registers,
  })
  for (const system of systems) {
    for (const state of ends) steps.inc({ system, state }, 0)
    age.zero({ system })
  }
  return {
    step({ system, state, code, ageMs }) {
      if (state === 'READY') retries.inc({ system, code: code ?? '' })
      else steps.inc({ system, state })
      if (state === 'APPLIED') age.observe({ system }, ageMs / 1_000)
    },
    backlog({ system, queued, needsReview, dead, oldestAgeMs }) {
      waiting.set({ system, state: 'queued' }, queued)
      waiting.set({ system, state: 'needs_review' }, needsReview)
      waiting.set({ system, state: 'dead' }, dead)
      oldest.set({ system }, oldestAgeMs / 1_000)
    },
  }
}
