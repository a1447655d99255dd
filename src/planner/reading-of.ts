import type { Edge, EntityNode, RecordNeed } from './plan.ts'

/** What is read of the entities of a node, and by that where. */
export function readingOf(
  records: readonly RecordNeed[],
  edges: readonly Edge[],
): Pick<EntityNode, 'records' | 'edges' | 'asks'> {
  const owners = edges.flatMap((edge) => (edge.kind === 'collection' ? [edge.owner] : []))
  return { records, edges, asks: [...new Set([...records.map(({ system }) => system), ...owners])] }
}
