import type { Mapping } from './mapping.ts'

/**
 * The canonical field that a vendor means by a path of its own, e.g. in a complaint. A field made of that path alone
 * goes before one that also needs others; null where no field, or more than one, is meant.
 */
export function findField(
  mappings: readonly Mapping[],
  isMeant: (path: readonly string[]) => boolean,
): string | null {
  const holders = mappings
    .flatMap(({ fields }) => Object.entries(fields))
    .filter(([, { paths }]) => paths.some((path) => isMeant(path)))
  const own = holders.filter(([, { paths }]) => paths.length === 1)
  const names = new Set((own.length > 0 ? own : holders).map(([name]) => name))
  const [name] = names
  return name !== undefined && names.size === 1 ? name : null
}
