import { Counter, Gauge, type Registry } from 'prom-client'

/** What a cache can say of itself at any time. */
export interface WatchedCache {
  stats: {
    all(): Iterable<
      readonly [labels: { system: string; kind: string }, counts: Readonly<Record<Outcome, number>>]
    >
  }
  memory(): { entries: number; bytes: number; evicted: number }
}

type Outcome = (typeof outcomes)[number]['of']

const outcomes = [
  { of: 'hits', outcome: 'hit' },
  { of: 'sharedHits', outcome: 'shared_hit' },
  { of: 'misses', outcome: 'miss' },
  { of: 'stale', outcome: 'stale' },
  { of: 'bypasses', outcome: 'bypass' },
  { of: 'waits', outcome: 'wait' },
] as const

/** Counted where it happens, as plain numbers, and read when Prometheus asks: a hit costs an addition. */
export function createCacheMetrics(registry: Registry): { watch(cache: WatchedCache): void } {
  const registers = [registry]
  let watched: WatchedCache | null = null
  new Counter({
    name: 'headwater_cache_reads_total',
    help: 'Records, pages and look-ups by how they were answered: hit, shared_hit, miss, stale, bypass, wait.',
    labelNames: ['system', 'kind', 'outcome'],
    registers,
    collect() {
      this.reset()
      for (const [{ system, kind }, counts] of watched?.stats.all() ?? [])
        for (const { of, outcome } of outcomes) this.inc({ system, kind, outcome }, counts[of])
    },
  })
  new Counter({
    name: 'headwater_cache_evictions_total',
    help: 'What went out of memory for want of room.',
    registers,
    collect() {
      this.reset()
      this.inc(watched?.memory().evicted ?? 0)
    },
  })
  new Gauge({
    name: 'headwater_cache_entries',
    help: 'Records, pages and look-ups in memory.',
    registers,
    collect() {
      this.set(watched?.memory().entries ?? 0)
    },
  })
  new Gauge({
    name: 'headwater_cache_bytes',
    help: 'About what they take.',
    registers,
    collect() {
      this.set(watched?.memory().bytes ?? 0)
    },
  })
  return { watch: (cache) => void (watched = cache) }
}
