import { Counter, type Registry } from 'prom-client'
import { executionEngines, type ExecutionListener } from './execution-event.ts'

export function createExecutionMetrics(registry: Registry): ExecutionListener {
  const executions = new Counter({
    name: 'headwater_graphql_executions_total',
    help: 'Replies to operations by what completed them: their own program (compiled) or graphql-js (interpreted).',
    labelNames: ['engine'],
    registers: [registry],
  })
  for (const engine of executionEngines) executions.inc({ engine }, 0)
  return (engine) => executions.inc({ engine })
}
