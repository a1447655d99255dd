import { checkContract, type ContractReport } from '../datasources/inspection/check-contract.ts'
import { callOf } from '../datasources/inspection/create-contract-check.ts'
import type { Datasource } from '../datasources/datasource.ts'
import { inspectSamples } from '../datasources/inspection/inspect-samples.ts'
import type { RecordRead } from '../datasources/call.ts'
import type { InspectionFinding, KindInspection } from '../datasources/inspection.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import type { UpstreamEvent } from '../observability/upstream-event.ts'

export type SignIn = Extract<UpstreamEvent, { type: 'SIGN_IN' }>

/** What one system showed of itself. */
export interface SystemLook {
  system: string
  vendor: string
  /** The last one; null: its calls carry what proves who is asking. */
  signIn: SignIn | null
  /** How far its clock is ahead of ours at least, by each reply that said so, in ms. */
  clockLeads: readonly number[]
  /** Null: it cannot be asked what its records are made of. */
  inspected: readonly KindInspection[] | GatewayError | null
  /** What a few records of each kind say. */
  reports: readonly ContractReport[]
  /** What those records themselves say, by kind; where the system describes the kind, it knows better. */
  samples: ReadonlyMap<string, readonly InspectionFinding[]>
}

/** Asks a system about itself, and for a few records of each kind. Reads only. @param signInOf what became of its sign-ins */
export async function lookAtSystem(
  system: string,
  datasource: Datasource,
  signInOf: (system: string) => SignIn | undefined,
): Promise<SystemLook> {
  const clockLeads: number[] = []
  const reads: RecordRead[] = []
  const call = {
    ...callOf(),
    onClock: (leadMs: number) => void clockLeads.push(leadMs),
    onRecord: (read: RecordRead) => void reads.push(read),
  }
  // First what is cheap, and tells what comes of the rest.
  const inspected = await inspect(datasource, call)
  const reports = await checkContract(system, datasource, call)
  const signIn = signInOf(system) ?? null
  const samples = inspectSamples(system, reads)
  return { system, vendor: datasource.vendor, signIn, clockLeads, inspected, reports, samples }
}

async function inspect(
  datasource: Datasource,
  call: ReturnType<typeof callOf>,
): Promise<SystemLook['inspected']> {
  try {
    return (await datasource.inspect?.(call)) ?? null
  } catch (error) {
    if (error instanceof GatewayError) return error
    throw error
  }
}
