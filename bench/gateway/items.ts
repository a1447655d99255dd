import { keysetPageOf, type DatasourceTools, type RawPage } from 'headwater'

/** What the simulated systems put around every list. */
export function itemsOf(reply: unknown, failure: DatasourceTools['failure']): readonly unknown[] {
  const items = (reply as { items?: unknown } | null)?.items
  if (Array.isArray(items)) return items
  throw failure('SCHEMA_DRIFT')
}

/** The simulated systems send a customer's records whole, so that pages are cut here; a cursor is a record's place. */
export function pageOf(
  items: readonly unknown[],
  { first, after }: { first: number; after: string | null },
): RawPage {
  const start = after === null ? 0 : Number(after) + 1
  const places = items.map((item, place) => ({ item, place })).slice(start)
  const page = keysetPageOf(places, first, (one) => String((one as { place: number }).place))
  return { ...page, records: page.records.map((one) => (one as { item: unknown }).item) }
}
