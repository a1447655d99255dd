import { userInfo } from 'node:os'

/** Who works at the command line, as the audit trail has them. */
export function operatorName(): string {
  return `cli:${userInfo().username}`
}
