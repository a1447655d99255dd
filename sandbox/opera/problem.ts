import type { SimulatorReply } from '../kit/simulator.ts'

/**
 * OPERA's error body. The codes that stand for known refusals are the vendor's own (seen in public integration
 * reports); the rest say SANDBOX, so that nobody takes them for Oracle's.
 */
export function problem(
  status: number,
  errorCode: string,
  detail: string,
  errorPath?: string,
): SimulatorReply {
  return {
    status,
    body: {
      type: 'http://www.w3.org/Protocols/rfc2616/rfc2616-sec10.html',
      title: detail,
      status: status,
      detail,
      instance: 'urn:sandbox:opera',
      'o:errorCode': errorCode,
      ...(errorPath !== undefined && { 'o:errorPath': errorPath }),
      'o:errorDetails': [],
    },
  }
}

/** Thrown inside an operation and sent as the reply. */
export class Refusal extends Error {
  readonly reply: SimulatorReply

  /** @param errorPath the member of the body that it is about, where it is about one */
  constructor(status: number, errorCode: string, detail: string, errorPath?: string) {
    super(detail)
    this.reply = problem(status, errorCode, detail, errorPath)
  }
}

export function invalidQuery(parameter: string, wanted: string): Refusal {
  return new Refusal(400, 'OPERAWS-GEN01346', `Invalid value of: Query. ${parameter} must be ${wanted}.`)
}

export function invalidBody(detail: string): Refusal {
  return new Refusal(400, 'SANDBOX-BODY', detail)
}
