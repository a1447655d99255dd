import type { ExecutionResult } from 'graphql'
import { isMaskOf } from './is-mask-of.ts'
import { compareErrors } from './compare-errors.ts'
import { pathKey, placeOf, type Expected } from './model.ts'
import type { Answer } from './open-oracle.ts'
import type { DrawnDocument } from './draw-document.ts'

/** How a reply, and what was read for it, differ from what was expected; a line each, empty where they do not. */
export function compareReplies(
  expected: Expected,
  { result, loads }: Answer,
  canaries: readonly string[],
  { text, variables }: DrawnDocument,
): string[] {
  return [
    ...compareValues(expected, expected.data, result.data, []),
    ...compareErrors(expected.errors, result.errors ?? []),
    ...findLeaks(result, canaries, text + JSON.stringify(variables)),
    ...[...loads]
      .filter((name) => !isReadAllowed(expected, name))
      .map((name) => `read without need: ${name}`),
  ]
}

function isReadAllowed({ needed, tolerated, decoys }: Expected, name: string): boolean {
  return needed.has(name) || tolerated.has(name) || decoys.has(name.slice(0, name.lastIndexOf(' ') + 1))
}

function compareValues(
  expected: Expected,
  wanted: unknown,
  got: unknown,
  path: (string | number)[],
): string[] {
  const key = pathKey(path)
  const mask = expected.masks.get(key)
  if (mask)
    return isMaskOf(mask, got)
      ? []
      : [`${key}: ${String(got)} is no ${mask.mask} mask of ${String(mask.clear)}`]
  const record = expected.sourceRecords.get(key)
  if (record !== undefined && got === null && !expected.neededAt.has(placeOf(path.slice(0, -3), record)))
    return []
  if (
    record !== undefined &&
    got !== null &&
    !expected.needed.has(record) &&
    !expected.tolerated.has(record)
  ) {
    return [`${key}: says what ${record} is, which was not to be read`]
  }
  if (Array.isArray(wanted) && Array.isArray(got)) {
    const length = Math.max(wanted.length, got.length)
    return Array.from({ length }, (_, index) =>
      compareValues(expected, wanted[index], got[index], [...path, index]),
    ).flat()
  }
  if (isObject(wanted) && isObject(got)) {
    const names = [...new Set([...Object.keys(wanted), ...Object.keys(got)])]
    return names.flatMap((name) => compareValues(expected, wanted[name], got[name], [...path, name]))
  }
  if (expected.alternatives.has(key) && expected.alternatives.get(key) === got) return []
  return Object.is(wanted, got) ? [] : [`${key}: expected ${shown(wanted)}, received ${shown(got)}`]
}

/** Values of records in what is not data: the data itself was compared value by value. */
function findLeaks(received: ExecutionResult, canaries: readonly string[], asked: string): string[] {
  const said = JSON.stringify([
    received.errors?.map((error) => ({
      ...error.toJSON(),
      details: (error.originalError as { details?: unknown } | undefined)?.details,
    })) ?? [],
    received.extensions ?? {},
  ])
  // What the caller wrote may be said back.
  return canaries
    .filter((canary) => said.includes(canary) && !asked.includes(canary))
    .map((canary) => `${canary} is in the errors`)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value)
}
