import { BadValueError, type Codec, unexpectedType } from './codec.ts'

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
  if (!Array.isArray(source)) throw unexpectedType(source, 'a list without gaps')
  const items = Array.from<Item>(source)
  if (items.some((item) => item === null || item === undefined)) {
    throw new BadValueError('expected a list without gaps')
  }
  return items
}
