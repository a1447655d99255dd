/**
 * Mutations whose payloads show an entity, by field of `Mutation`: which entity, in which field, and the arguments besides
 * its id. Nothing is written here: who may do it, and what the payload shows of the entity, is what is asked.
 */
export const payloadMutations: Readonly<
  Record<string, { entity: string; field: string; args: Readonly<Record<string, unknown>> }>
> = {
  mergeCustomers: { entity: 'Customer', field: 'customer', args: { duplicate: 'another' } },
  cancelBooking: { entity: 'Booking', field: 'booking', args: {} },
  releaseOrder: { entity: 'Order', field: 'order', args: {} },
  cancelOrder: { entity: 'Order', field: 'order', args: { reason: 'asked for' } },
  adjustInventory: { entity: 'InventoryItem', field: 'inventoryItem', args: { by: '1' } },
}
