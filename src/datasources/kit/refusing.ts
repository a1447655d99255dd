import type { GatewayError } from '../../errors/gateway-error.ts'
import type { DatasourceTools } from '../define-datasource.ts'
import type { FailureClass } from '../failures.ts'

/** Makes failures of what is found to be impossible before anything was changed. */
export function refusing(failure: DatasourceTools['failure']) {
  return (kind: FailureClass, cause?: string, field?: string): GatewayError =>
    failure(kind, cause, { effect: 'NONE', ...(field !== undefined && { field }) })
}
