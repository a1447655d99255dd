import { sourceKey, type SystemName } from '../schema/catalog.ts'
import { formatDuration } from '../schema/duration.ts'
import type { Abilities } from './abilities.ts'
import type { Edge, EntityNode, Plan, RootStep } from './plan.ts'
import { pricePlan } from './price-plan.ts'

type Variables = Readonly<Record<string, unknown>>

interface Line {
  depth: number
  /** 0: answered without a call. */
  wave: number
  what: string
  why: string
}

/**
 * Prints a plan for people: each call with its wave and the reason, as it is once the links are known. On first sight
 * of an entity, look-ups by its match keys come before.
 */
export function summarizePlan(
  plan: Plan,
  abilities: Abilities,
  variables: Variables,
): { waves: number; price: number; text: string } {
  const lines: Line[] = []
  for (const root of plan.roots) {
    // A mutation begins once the one before it is answered; reads begin together.
    const begun = root.kind === 'mutation' ? lastWave(lines) : 0
    const explained = explainRoot(root, abilities, variables)
    lines.push(...explained.map((one) => (one.wave === 0 ? one : { ...one, wave: one.wave + begun })))
  }
  const waves = lastWave(lines)
  const calls = lines.filter((line) => line.wave > 0).length
  const width = Math.max(0, ...lines.map((line) => line.depth * 2 + line.what.length))
  const printed = lines.map((line) => {
    const text = `${'  '.repeat(line.depth)}${line.what}`.padEnd(width)
    return `${line.wave === 0 ? '      -' : `wave ${String(line.wave).padStart(2)}`}  ${text}  ${line.why}`.trimEnd()
  })
  const price = pricePlan(plan, abilities, variables)
  const total = `${count(waves, 'wave')}, ${count(calls, 'kind')} of call, price ${price}`
  return { waves, price, text: [...printed, total].join('\n') }
}

function lastWave(lines: readonly Line[]): number {
  return Math.max(0, ...lines.map((line) => line.wave))
}

function explainRoot(root: RootStep, abilities: Abilities, variables: Variables): Line[] {
  const what = root.field + root.argumentsText
  switch (root.kind) {
    case 'lookup': {
      const byId = /\bid:/.test(root.argumentsText)
      if (byId)
        return [
          line(0, 0, what, 'canonical id: the crosswalk knows the keys'),
          ...explainNode(root.node, { depth: 1, known: 0, system: null }, abilities),
        ]
      return [
        line(0, 1, what, 'natural key: looked up at its owner'),
        ...explainNode(
          root.node,
          { depth: 1, known: 1, system: abilities.authorityOf(root.entity) },
          abilities,
        ),
      ]
    }
    case 'lookupMany':
      return [
        line(0, 0, what, 'canonical ids: the crosswalk knows the keys'),
        ...explainNode(root.node, { depth: 1, known: 0, system: null }, abilities),
      ]
    case 'byExternalId':
      return [
        line(0, 0, what, 'external id: the crosswalk knows the rest'),
        ...explainNode(root.node, { depth: 1, known: 0, system: null }, abilities),
      ]
    case 'self':
      return [
        line(0, 0, what, 'the customer that the caller is: the crosswalk knows the keys'),
        ...explainNode(root.node, { depth: 1, known: 0, system: null }, abilities),
      ]
    case 'node':
      return [
        line(0, 0, what, 'canonical id: the crosswalk knows the entity'),
        ...[...root.nodes.values()]
          .filter((node) => node.records.length + node.edges.length > 0)
          .flatMap((node) => [
            line(1, 0, `if ${node.entity}`, ''),
            ...explainNode(node, { depth: 2, known: 0, system: null }, abilities),
          ]),
      ]
    case 'list': {
      const system = abilities.listedBy(root, variables)
      if (system === null)
        return [line(0, 0, what, 'refused before any call: its arguments, or two owners in filter and order')]
      const paging = pagingText(abilities.pagingOf(system, root.entity, null))
      return [
        line(
          0,
          1,
          `${system}  ${what}`,
          `a page of ${root.entity} from the owner of its filter and order${paging}`,
        ),
        ...explainNode(root.node, { depth: 1, known: 1, system }, abilities),
      ]
    }
    case 'operation':
      return [line(0, 1, `${root.owner}  ${what}`, vendorText(root.owner, abilities))]
    case 'gateway':
      return [line(0, 0, what, 'answered by the gateway')]
    case 'mutation': {
      const alias = root.responseName === root.field ? '' : `${root.responseName}: `
      const written = line(
        0,
        1,
        alias + what,
        'written to the owners of what it changes, before the next one begins',
      )
      if (!root.node) return [written]
      return [
        written,
        line(1, 0, root.payloadField ?? '', 'read anew, after it'),
        ...explainNode(root.node, { depth: 2, known: 1, system: null }, abilities),
      ]
    }
  }
}

interface Position {
  depth: number
  /** The wave after which the keys of the entities are known. */
  known: number
  /** The system whose call brought the records, so that they need none of their own. */
  system: SystemName | null
}

function explainNode(node: EntityNode, position: Position, abilities: Abilities): Line[] {
  const { depth, known, system } = position
  const waveOf = (key: string) => (key === system ? known : known + 1)
  const records = node.records.map((need) => {
    const key = sourceKey(need.system, need.part)
    const most = abilities.idsPerCall(need.system, node.entity, need.part)
    const how = key === system ? 'came with the call above' : `by id, up to ${most} a call`
    const what = `${key}  ${node.entity}: ${need.fields.join(' ')}`
    const freshness = freshnessText(abilities.freshnessOf(need.system, node.entity, need.part))
    return line(depth, key === system ? 0 : waveOf(key), what, `${how}; ${freshness}`)
  })
  const edges = node.edges.flatMap((edge) => explainEdge(edge, position, waveOf, abilities))
  const guards = node.conditions.map(({ kind, key }) => {
    const what = kind === 'self' ? `guard: the ${node.entity} is the caller's own` : `guard: ${key}`
    return line(depth, 0, what, 'decided a record, before anything else of it is loaded')
  })
  return [...guards, ...records, ...edges]
}

function explainEdge(
  edge: Edge,
  { depth, known }: Position,
  waveOf: (key: string) => number,
  abilities: Abilities,
): Line[] {
  if (edge.kind === 'reference') {
    const { system, part } = edge.from
    const wave = waveOf(sourceKey(system, part))
    const below = explainNode(edge.node, { depth: depth + 1, known: wave, system: null }, abilities)
    return [
      line(depth, 0, edge.path.join('.'), `its key is in the ${sourceKey(system, part)} record`),
      ...below,
    ]
  }
  const most = abilities.parentsPerCall(edge.owner, edge.node.entity, edge.inverseOf)
  const what = `${edge.owner}  ${edge.field}${edge.argumentsText}`
  const cursors = abilities.pagingOf(edge.owner, edge.node.entity, edge.inverseOf)
  const paging = edge.atMost === null ? pagingText(cursors) : `; ${edge.atMost} at most`
  const why = `${edge.node.entity} by ${edge.inverseOf}, ${most === 1 ? 'one' : `up to ${most}`} a call${paging}`
  return [
    line(depth, known + 1, what, why),
    ...explainNode(edge.node, { depth: depth + 1, known: known + 1, system: edge.owner }, abilities),
  ]
}

function line(depth: number, wave: number, what: string, why: string): Line {
  return { depth, wave, what, why }
}

function pagingText(paging: 'STABLE' | 'SHIFTING' | null): string {
  return paging ? `; ${paging.toLowerCase()} cursors` : ''
}

/** `kept 5m, 1m more while read anew, 1h more if it fails`, or `not kept`. */
function freshnessText(freshness: ReturnType<Abilities['freshnessOf']>): string {
  if (!freshness?.maxAgeMs) return 'not kept'
  const { maxAgeMs, staleWhileRevalidateMs, staleIfErrorMs } = freshness
  return [
    `kept ${formatDuration(maxAgeMs)}`,
    ...(staleWhileRevalidateMs > 0 ? [`${formatDuration(staleWhileRevalidateMs)} more while read anew`] : []),
    ...(staleIfErrorMs > 0 ? [`${formatDuration(staleIfErrorMs)} more if it fails`] : []),
  ].join(', ')
}

function vendorText(system: SystemName, abilities: Abilities): string {
  return abilities.vendorOf(system) ?? 'not configured: null'
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
