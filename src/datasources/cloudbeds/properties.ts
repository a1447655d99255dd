export interface PropertyOption {
  id: string
  name?: string | undefined
  timeZone: string
}

/** Property of the canonical model. */
export interface Property {
  code: string
  name: string | null
  timeZone: string | null
}

export interface Properties {
  ids: readonly string[]
  has(id: string): boolean
  property(id: string): Property
}

/** The properties of an account, as they are configured: replies name them by their ids alone. */
export function createProperties(options: readonly PropertyOption[]): Properties {
  const byId = new Map(options.map((property) => [property.id, property]))
  return {
    ids: [...byId.keys()],
    has: (id) => byId.has(id),
    property: (id) => ({
      code: id,
      name: byId.get(id)?.name ?? null,
      timeZone: byId.get(id)?.timeZone ?? null,
    }),
  }
}
