import type { SandboxVendor } from '../../../sandbox/start-sandbox.ts'
import type { SimulatorsApart } from './simulators-apart.ts'

/** The operations by which mixed writes, and what is copied of them, change something. */
const changing: Readonly<Record<SandboxVendor, readonly string[]>> = {
  hubspot: ['createContact', 'updateContact'],
  businessCentral: ['createSalesOrder', 'createStockAdjustment', 'createCustomer', 'updateCustomer'],
  opera: ['postReservation', 'postProfile', 'putProfile'],
}

/** So many of the answers are lost after the change was made. */
export async function loseAnswers(simulators: SimulatorsApart, probability: number): Promise<void> {
  for (const vendor of Object.keys(changing) as SandboxVendor[])
    for (const operation of changing[vendor])
      await simulators.fault(vendor, { operation, kind: 'dropAfterApply', probability })
}
