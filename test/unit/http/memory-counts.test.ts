import { createMemoryCounts } from '../../../src/http/memory-counts.ts'

test('a key counts for the minute that began with its first hit', () => {
  let now = 0
  const counts = createMemoryCounts(() => now)
  expect(counts.read('a')).toEqual({ hits: 0, endsAt: 60_000 })
  counts.hit('a')
  now = 59_999
  expect(counts.hit('a')).toEqual({ hits: 2, endsAt: 60_000 })
  expect(counts.read('b').hits).toBe(0)
  now = 60_000
  expect(counts.read('a').hits).toBe(0)
  expect(counts.hit('a')).toEqual({ hits: 1, endsAt: 120_000 })
})

test('memory is bounded by the most keys: those who were not heard of for longest are forgotten', () => {
  const counts = createMemoryCounts(() => 0, 4)
  for (const key of ['a', 'b', 'c', 'a', 'd', 'e']) counts.hit(key)
  expect(['a', 'b', 'c', 'd', 'e'].map((key) => counts.read(key).hits)).toEqual([2, 0, 1, 1, 1])
})

test('who goes on asking is counted on while a million others come by', () => {
  const counts = createMemoryCounts(() => 0)
  const before = process.memoryUsage().heapUsed
  const startedAt = process.cpuUsage()
  let regular = 0
  for (let i = 0; i < 1_000_000; i++) {
    counts.hit(`2001:db8:${i}::/56`)
    if (i % 1_000 === 0) regular = counts.hit('192.0.2.1').hits
  }
  const { user } = process.cpuUsage(startedAt)
  expect(regular).toBe(1_000)
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(150_000_000)
  expect(user / 1_000_000).toBeLessThan(10)
})
