import { BadValueError, type Codec } from './codec.ts'

/** A list of values of one codec. One bad item makes the list bad: a shorter list would be another fact. */
export function listOf<Source, Canonical>(
  item: Codec<Source, Canonical>,
): Codec<readonly Source[], readonly Canonical[]> {
  return {
    name: `listOf(${item.name})`,
    decode: (source) => readItems(source).map((value) => item.decode(value)),
    encode: (values) => values.map((value) => item.encode(value)),
  }
}

function readItems<Item>(source: readonly Item[]): readonly Item[] {
  // Array.from shows holes as undefined. Item codecs never see absence.
  const items = Array.isArray(source) ? Array.from<Item>(source) : undefined
  if (items === undefined || items.some((item) => item === null || item === undefined)) {
    throw new BadValueError('expected a list without gaps')
  }
  return items
}
