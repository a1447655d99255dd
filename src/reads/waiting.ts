/** What a load waits for. null: nothing, which is mostly so where records are there already, and costs no turn then. */
export type Waiting = Promise<unknown> | null

/** All of them; what is rejected first rejects it. */
export function whenAll(waiting: readonly Waiting[]): Waiting {
  const open = waiting.filter((one) => one !== null)
  const [first, second] = open
  return second === undefined ? (first ?? null) : Promise.all(open)
}
