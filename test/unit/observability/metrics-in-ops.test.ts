import { readFileSync } from 'node:fs'
import { createMetrics } from '../../../src/observability/metrics.ts'

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')
const rules = read('ops/prometheus-rules.yml')
const dashboard = read('ops/grafana-dashboard.json')
const guide = read('docs/operations.md')

const namePattern = /\b(?:headwater|nodejs|process)_[a-z0-9]+(?:_[a-z0-9]+)*\b/g
const namesIn = (text: string) => new Set(text.match(namePattern))

/** Names that a query may use: of metrics, and of the parts of histograms. */
async function exposedNames(): Promise<Set<string>> {
  const metrics = createMetrics({ systems: ['CRM'] })
  const text = await metrics.text()
  metrics.close()
  const declared = [...text.matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name!)
  const sampled = [...text.matchAll(/^([a-z]\w*)[{ ]/gm)].map(([, name]) => name!)
  return new Set([...declared, ...sampled])
}

const ownMetrics = async () => {
  const parts = /_(bucket|sum|count)$/
  return [...(await exposedNames())].filter((name) => name.startsWith('headwater_') && !parts.test(name))
}

/** Every text in the dashboard that is a query. */
function queriesOf(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return []
  return Object.entries(node).flatMap(([key, value]) =>
    (key === 'expr' || key === 'query') && typeof value === 'string' ? [value] : queriesOf(value),
  )
}

const alerts = rules.split(/^ {6}- alert: /m).slice(1)

test('every metric that an alert uses is one that the gateway exposes', async () => {
  const exposed = await exposedNames()
  expect([...namesIn(rules)].filter((name) => !exposed.has(name))).toEqual([])
})

test('every alert has a query over a metric, a severity, a summary, and its part of the guide', () => {
  expect(alerts.length).toBeGreaterThan(8)
  for (const alert of alerts) {
    const name = /^\w+/.exec(alert)?.[0] ?? ''
    expect(alert).toMatch(/^ {8}expr: (?:\|\n|\S)/m)
    expect(alert).toMatch(/severity: (?:warning|critical)/)
    expect(alert).toMatch(/summary: \S/)
    expect(alert).toContain(`runbook: docs/operations.md#${name.toLowerCase()}\n`)
    expect(guide).toContain(`### ${name}\n`)
  }
})

test('every panel of the dashboard asks for metrics that the gateway exposes', async () => {
  const exposed = await exposedNames()
  const parsed = JSON.parse(dashboard) as { panels: { type: string; title: string; targets?: unknown[] }[] }
  for (const panel of parsed.panels.filter(({ type }) => type !== 'row')) {
    const used = queriesOf(panel).map((query) => [...namesIn(query)])
    expect([panel.title, used.length > 0 && used.every((names) => names.length > 0)]).toEqual([
      panel.title,
      true,
    ])
  }
  expect([...namesIn(queriesOf(parsed).join('\n'))].filter((name) => !exposed.has(name))).toEqual([])
})

interface Placed {
  id: number
  gridPos: { x: number; y: number; w: number; h: number }
}

test('panels of the dashboard have ids of their own and do not overlap', () => {
  const { panels } = JSON.parse(dashboard) as { panels: Placed[] }
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, index) => `${x + (index % w)}:${y + Math.floor(index / w)}`),
  )
  expect(new Set(cells).size).toBe(cells.length)
})

test('the dashboard shows every metric of the gateway', async () => {
  const shown = queriesOf(JSON.parse(dashboard)).join('\n')
  expect((await ownMetrics()).filter((name) => !shown.includes(name))).toEqual([])
})

test('the guide lists every metric of the gateway, and no other', async () => {
  const own = new Set(await ownMetrics())
  const listed = new Set([...guide.matchAll(/^\| `(headwater_\w+)`/gm)].map(([, name]) => name))
  expect(listed).toEqual(own)
})
