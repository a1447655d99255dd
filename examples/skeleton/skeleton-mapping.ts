import { at, atMost, defineMapping, emailAddress, text } from 'headwater'

/** Skeleton's record as a Customer: every field that SKELETON owns is here, or `unavailable` with the reason. */
export const customerMapping = defineMapping({
  entity: 'Customer',
  id: 'id',
  version: 'version',
  fields: { skeletonLevel: at('level', atMost(20, text())) },
  unavailable: {},
  // How the person is recognised in other systems.
  matchKeys: { email: at('mail', emailAddress()) },
})
